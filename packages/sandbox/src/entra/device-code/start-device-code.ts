import { randomInt } from 'node:crypto';
import { createOpaqueToken, fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { answerErrorJson } from '../error-report.ts';
import { USED_CODE_LIFE_MS, remember } from '../forget.ts';
import { getField, readForm } from '../form.ts';
import { assertEnabled, getClient } from '../get-client.ts';
import { EntraRefusal } from '../refusal.ts';
import { readResource, readScopes } from '../scopes.ts';
import type { ScopeRequest } from '../scopes.ts';
import { readTenantSegment } from '../tenant-segment.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { DEVICE_CODE_LIFE_SECONDS } from './device-code-request.ts';
import type { DeviceCodeRequest } from './device-code-request.ts';

/** How long the device is to wait between two token requests. */
const INTERVAL_SECONDS = 5;

/**
 * `POST /{tenant}/oauth2/devicecode` and `POST /{tenant}/oauth2/v2.0/devicecode`: gives a device its codes. Whether the client
 * is a public one is asked by the token endpoint only.
 */
export async function startDeviceCode(
  parts: SandboxParts,
  request: Request,
  tenant: string,
  version: EndpointVersion,
): Promise<Response> {
  try {
    if (request.method !== 'POST') throw new EntraRefusal(900561, { method: request.method });
    const waiting = readRequest(parts, tenant, version, await readForm(request));
    return Response.json(issueCodes(parts, waiting), { headers: { 'cache-control': 'no-store, no-cache' } });
  } catch (error) {
    if (!(error instanceof EntraRefusal)) throw error;
    return answerErrorJson(parts, request, error);
  }
}

function readRequest(
  parts: SandboxParts,
  tenant: string,
  version: EndpointVersion,
  form: URLSearchParams,
): DeviceCodeRequest {
  const segment = readTenantSegment(parts.world, tenant);
  const application = getClient(parts.world, segment, getField(form, 'client_id'));
  if (segment.kind === 'tenant') assertEnabled(parts.world, application, segment.tenant);
  const scopes = READ_SCOPES[version](parts, segment, form);
  const issuedAt = parts.clock.now();
  return { segment, application, scopes, version, issuedAt, outcome: { kind: 'pending' } };
}

type ReadScopes = (parts: SandboxParts, segment: TenantSegment, form: URLSearchParams) => ScopeRequest;

const READ_SCOPES: Record<EndpointVersion, ReadScopes> = {
  v1: (parts, segment, form) => readResource(parts, segment, form.get('resource')),
  v2: (parts, segment, form) => readScopes(parts, segment, getField(form, 'scope')),
};

/** v1 writes numbers as text, and names the page `verification_url`. */
function issueCodes(parts: SandboxParts, waiting: DeviceCodeRequest): Record<string, unknown> {
  const userCode = createUserCode();
  const deviceCode = createOpaqueToken('');
  const isUseless = ({ issuedAt }: DeviceCodeRequest): boolean =>
    waiting.issuedAt - issuedAt > USED_CODE_LIFE_MS;
  remember(parts.entra.userCodes, fingerprint(userCode), waiting, isUseless);
  remember(parts.entra.deviceCodes, fingerprint(deviceCode), waiting, isUseless);
  const page = `${parts.origins.login}/common/oauth2/deviceauth`;
  const isV1 = waiting.version === 'v1';
  return {
    user_code: userCode,
    device_code: deviceCode,
    [isV1 ? 'verification_url' : 'verification_uri']: page,
    expires_in: isV1 ? String(DEVICE_CODE_LIFE_SECONDS) : DEVICE_CODE_LIFE_SECONDS,
    interval: isV1 ? String(INTERVAL_SECONDS) : INTERVAL_SECONDS,
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
  };
}

/** Letters and digits that nobody takes for one another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function createUserCode(): string {
  return Array.from({ length: 9 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
}
