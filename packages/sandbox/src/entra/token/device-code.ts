import { fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { isExpired } from '../device-code/device-code-request.ts';
import type { DeviceCodeOutcome, DeviceCodeRequest } from '../device-code/device-code-request.ts';
import { getField } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { chooseTarget, issueForUser } from './issue-tokens.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import { assertResource } from './read-token-request.ts';
import type { TokenRequest } from './read-token-request.ts';
import { getTokenSubject } from './token-subject.ts';

/**
 * The grant of a device code. It waits for the person, and is good once. That a second use is 54005 is a guess (2025-11).
 *
 * @throws EntraRefusal 70018 unknown, 700007 another client, 700005 another tenant, 54005 used, 70020 too old, 70016 nobody
 * answered yet, 70017 declined
 */
export async function redeemDeviceCode(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
): Promise<IssuedTokens> {
  const { form, segment, version, scopes } = tokenRequest;
  // v1 calls the field `code`.
  const parameter = version === 'v2' || form.has('device_code') ? 'device_code' : 'code';
  const waiting = parts.entra.deviceCodes.get(fingerprint(getField(form, parameter)));
  if (waiting === undefined) throw new EntraRefusal(70018);
  if (waiting.application.clientId !== client.application.clientId) throw new EntraRefusal(700007);
  if (!isSameTenant(waiting, segment)) throw new EntraRefusal(700005);
  const { authentication, tenantId } = getApproval(waiting, parts.clock.now());
  const asked = scopes ?? waiting.scopes;
  if (version === 'v1') assertResource(asked);
  waiting.outcome = { kind: 'redeemed' };
  const subject = getTokenSubject(parts, authentication, tenantId, client.application);
  return issueForUser(parts, {
    access: { ...subject, target: chooseTarget(parts, asked) },
    client,
    authentication,
    // The scopes of OpenID Connect are those that the device began with.
    scopes: { ...asked, openId: waiting.scopes.openId },
    lineage: { platform: 'public' },
    tokenRequest,
  });
}

/** A code of an alias is good at the same alias, and at the tenant that the user signed in to. */
function isSameTenant({ segment: asked, outcome }: DeviceCodeRequest, segment: TenantSegment): boolean {
  if (segment.kind === 'alias') return segment.segment === asked.segment;
  if (asked.kind === 'tenant') return asked.tenant.id === segment.tenant.id;
  return outcome.kind === 'approved' && outcome.tenantId === segment.tenant.id;
}

function getApproval(
  waiting: DeviceCodeRequest,
  now: number,
): Extract<DeviceCodeOutcome, { kind: 'approved' }> {
  const { outcome } = waiting;
  if (outcome.kind === 'redeemed') throw new EntraRefusal(54005);
  if (isExpired(waiting, now)) throw new EntraRefusal(70020);
  if (outcome.kind === 'pending') throw new EntraRefusal(70016);
  if (outcome.kind === 'declined') throw new EntraRefusal(70017);
  return outcome;
}
