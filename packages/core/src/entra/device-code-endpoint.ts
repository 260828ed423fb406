import { ConsentryError, isConsentryError } from '../errors.ts';
import { type JsonObject, maxAnswerBytes, readJson } from '../http/read-json.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Clock, Fetch } from '../ports.ts';
import { Secret } from '../secret.ts';
import { isPassingStatus } from './classify-token-error.ts';
import type { Cloud } from './cloud.ts';
import { standardDialect } from './dialect.ts';
import { deviceCodeEndpoint } from './endpoints.ts';
import { type Renewal, userScope } from './scopes.ts';
import { createTokenSender, publicClient, type TokenAnswer } from './token-endpoint.ts';
import { tokenFailure } from './token-failure.ts';
import { deviceCodeRequest } from './token-request.ts';
import { askIdentityProvider } from './transport-failure.ts';

/** A sign-in that waits for a person. */
export interface DeviceCode {
  /** What the sign-in is finished with. It is for nobody else. */
  readonly deviceCode: Secret<string>;
  /** What the person types. Whoever types it signs in for whoever has the device code. */
  readonly userCode: string;
  /** Where it is typed: a page of the identity provider. */
  readonly verificationUrl: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** How long to wait between two attempts. */
  readonly intervalMs: number;
}

/** What an attempt to finish led to; `slow_down` asks for five seconds more between two attempts from now on. */
export type DeviceCodeOutcome =
  | { readonly is: 'signed_in'; readonly answer: TokenAnswer }
  | { readonly is: 'pending' | 'slow_down' };

/** The device authorization grant, as a public client: no credential is ever sent. Always at v2, whose id_tokens are signed. */
export interface DeviceCodeEndpoint {
  /** @throws ConsentryError those of the token endpoint; `idp_bad_response` */
  start(tenant: TenantId, scopes: readonly string[], renewal?: Renewal): Promise<DeviceCode>;
  /**
   * Asks once whether the person has signed in. The device code works once.
   * @throws ConsentryError `device_code_expired`, `consent_declined`, `consent_failed`, and those of the token endpoint
   */
  redeem(
    tenant: TenantId,
    deviceCode: Secret<string>,
    scopes: readonly string[],
    renewal?: Renewal,
  ): Promise<DeviceCodeOutcome>;
}

/** What the sign-in by device code needs. The client is a public one, and has no credential. */
export interface DeviceCodeEndpointInput {
  readonly cloud: Cloud;
  /** A registration of its own, that allows public client flows. */
  readonly clientId: ApplicationId;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const deadlineMs = 10_000;
const version = standardDialect.endpoints;
/** RFC 8628 §3.2: where no interval is named. */
const usualIntervalMs = 5_000;
const longestIntervalMs = 60_000;
const longestLifeMs = 60 * 60_000;

/**
 * @see https://www.rfc-editor.org/rfc/rfc8628
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code (2026-11)
 */
export function createDeviceCodeEndpoint(input: DeviceCodeEndpointInput): DeviceCodeEndpoint {
  const { cloud, clientId, fetch, clock } = input;
  const send = createTokenSender({ ...input, authentication: publicClient, dialect: standardDialect });

  return {
    async start(tenant, scopes, renewal) {
      const request = {
        method: 'POST',
        url: deviceCodeEndpoint(cloud, tenant, version),
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ client_id: clientId, scope: userScope(scopes, renewal) }).toString(),
        deadlineMs,
        maxResponseBytes: maxAnswerBytes,
      } as const;
      const answer = await askIdentityProvider(fetch, request, { tenant });
      const receivedAt = clock.now();
      const json = readJson(answer.body);
      const body = json.ok ? json.value : {};
      if (Object.hasOwn(body, 'error') || isPassingStatus(answer.status)) {
        throw tokenFailure(answer, body, { tenant, grant: 'device_code', receivedAt });
      }
      const code = answer.status === 200 ? readDeviceCode(body, cloud, receivedAt) : undefined;
      if (code !== undefined) return code;
      throw new ConsentryError('idp_bad_response', { facts: { tenant, status: answer.status } });
    },

    async redeem(tenant, deviceCode, scopes, renewal) {
      try {
        const answer = await send(
          tenant,
          deviceCodeRequest(clientId, { deviceCode, scopes, ...renewal }, version),
        );
        return { is: 'signed_in', answer };
      } catch (error) {
        return readRefusal(error);
      }
    },
  };
}

/** The words of RFC 8628 §3.5, and those of Entra for two of them (as of 2026-11-20). */
function readRefusal(error: unknown): DeviceCodeOutcome {
  if (!isConsentryError(error)) throw error;
  const { facts } = error;
  switch (String(facts['error'])) {
    case 'authorization_pending':
      return { is: 'pending' };
    case 'slow_down':
      return { is: 'slow_down' };
    case 'expired_token':
      throw new ConsentryError('device_code_expired', { facts, cause: error });
    case 'access_denied':
    case 'authorization_declined':
      throw new ConsentryError('consent_declined', {
        remedy: 'If that was a mistake, start over with `consentry connect --device-code`.',
        facts,
        cause: error,
      });
    case 'bad_verification_code':
      throw new ConsentryError('consent_failed', {
        remedy: 'Start over with `consentry connect --device-code`.',
        facts,
        cause: error,
      });
    default:
      throw error;
  }
}

/** Undefined for what cannot be shown to a person, or sends them elsewhere than to the configured cloud. */
function readDeviceCode(body: JsonObject, cloud: Cloud, receivedAt: number): DeviceCode | undefined {
  const { device_code: deviceCode, user_code: userCode, verification_uri: page } = body;
  if (typeof deviceCode !== 'string' || !/^[\x21-\x7e]{16,8192}$/.test(deviceCode)) return undefined;
  if (typeof userCode !== 'string' || !/^[A-Za-z0-9-]{4,32}$/.test(userCode)) return undefined;
  if (typeof page !== 'string' || !isPageOf(cloud, page)) return undefined;
  const lifeMs = readMs(body['expires_in']);
  if (lifeMs === undefined) return undefined;
  return {
    deviceCode: Secret.of(deviceCode),
    userCode,
    verificationUrl: page,
    expiresAt: receivedAt + Math.min(lifeMs, longestLifeMs),
    intervalMs: Math.min(readMs(body['interval']) ?? usualIntervalMs, longestIntervalMs),
  };
}

/** Microsoft names short addresses of its own, which lead to the sign-in of each cloud (as of 2026-11-20). */
const shortHosts: readonly string[] = ['microsoft.com', 'www.microsoft.com', 'login.microsoft.com'];

function isPageOf(cloud: Cloud, text: string): boolean {
  if (text.length > 200 || !URL.canParse(text)) return false;
  const { origin, protocol, host, username } = new URL(text);
  if (username !== '') return false;
  if (origin === new URL(cloud.loginBaseUrl).origin) return true;
  return cloud.builtIn && protocol === 'https:' && shortHosts.includes(host);
}

function readMs(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds)
    ? Math.floor(seconds * 1000)
    : undefined;
}
