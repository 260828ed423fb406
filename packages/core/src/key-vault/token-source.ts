import type * as Identity from '@azure/identity';
import { decodeToken } from '../entra/decode-token.ts';
import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, type Facts, isConsentryError } from '../errors.ts';
import { type ApplicationId, isGuid, readTenantId, type TenantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import { Secret } from '../secret.ts';

/** An access token for a vault. */
export interface VaultToken {
  readonly value: Secret<string>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Where tokens for a vault come from. It makes one attempt and keeps nothing.
 * @throws ConsentryError `vault_unavailable` (passing), `vault_denied`. Never a code of another class: what is
 *   wrong with the vault's own identity says nothing about any grant.
 */
export type VaultTokenSource = (scope: string) => Promise<VaultToken>;

/**
 * An application acts for itself. It may be the one that partners consent to, or better one of its own.
 * @param tokenEndpoint spoken to as that application
 * @param tenant of the vault's subscription; nothing but configuration says which
 */
export function applicationTokens(tokenEndpoint: TokenEndpoint, tenant: TenantId): VaultTokenSource {
  return async (scope) => {
    try {
      const answer = await tokenEndpoint.redeemClientCredentials({ tenant, scope });
      return { value: answer.accessToken, expiresAt: answer.expiresAt };
    } catch (error) {
      throw isConsentryError(error) ? noToken(error, tenant) : error;
    }
  };
}

/** An access token that somebody got for a vault, and brings. */
export interface GivenToken {
  readonly tokens: VaultTokenSource;
  /** That issued it, by its own word. A vault of another tenant is sent nothing. */
  readonly tenant: TenantId;
}

/**
 * Reads an access token that is somebody's own. Nothing renews it, and nothing is verified: the vault does that.
 * @throws ConsentryError `vault_denied`: it is no token that names its tenant
 */
export function readGivenToken(value: Secret<string>): GivenToken {
  const decoded = decodeToken(value);
  const claims = decoded.ok ? decoded.value.claims : undefined;
  if (!isGuid(claims?.tenantId)) {
    throw new ConsentryError('vault_denied', {
      message: 'What was given is no access token for a vault.',
      facts: { reason: 'unauthorized' },
    });
  }
  const expiresAt = claims.expiresAt ?? Number.MAX_SAFE_INTEGER;
  return { tenant: readTenantId(claims.tenantId), tokens: async () => ({ value, expiresAt }) };
}

/**
 * The identity that Azure gives to the machine, by `@azure/identity`, which is loaded here and nowhere else. It
 * asks the machine's own metadata address, which no Fetch of ours reaches.
 * @param input `clientId`: of a user-assigned identity; the system-assigned one otherwise
 * @throws ConsentryError `invalid_configuration`: the package is not installed
 */
export async function managedIdentityTokens(input: {
  readonly clientId?: ApplicationId | undefined;
  readonly timer: Timer;
}): Promise<VaultTokenSource> {
  const { clientId, timer } = input;
  const { ManagedIdentityCredential } = await loadIdentity();
  const credential = new ManagedIdentityCredential({
    ...(clientId === undefined ? {} : { clientId }),
    retryOptions: { maxRetries: 1 },
  });
  return async (scope) => {
    const late = timer.wait(deadlineMs).then(() => undefined);
    const token = await getToken(() => Promise.race([credential.getToken(scope), late]));
    if (token === undefined) {
      throw new ConsentryError('vault_unavailable', {
        message: 'This machine’s managed identity gave no token for the vault in time.',
        facts: { reason: 'managed_identity' },
      });
    }
    return { value: Secret.of(token.token), expiresAt: token.expiresOnTimestamp };
  };
}

/** The SDK has none of its own for the machine’s metadata address. */
const deadlineMs = 10_000;

async function getToken<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    // Its messages may quote an answer; its name is enough.
    const name = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'unknown';
    throw new ConsentryError(name === 'CredentialUnavailableError' ? 'vault_denied' : 'vault_unavailable', {
      message: 'This machine’s managed identity gave no token for the vault.',
      remedy: 'Assign a managed identity to the machine, and name its client id if it has several.',
      facts: { reason: 'managed_identity', error: name },
    });
  }
}

async function loadIdentity(): Promise<Pick<typeof Identity, 'ManagedIdentityCredential'>> {
  try {
    return await import('@azure/identity');
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: 'A managed identity needs the package @azure/identity.',
      remedy: 'Install it beside the broker: npm install @azure/identity@4.14.1',
      cause,
    });
  }
}

/** The failure of a token request, told as one of the vault. */
function noToken(error: ConsentryError, tenant: TenantId): ConsentryError {
  const { aadsts, correlationId, traceId } = error.facts;
  const facts: Facts = {
    reason: 'credential',
    error: error.code,
    tenant,
    ...(aadsts === undefined ? {} : { aadsts }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
  if (error.entry.failureClass === 'retry') {
    return new ConsentryError('vault_unavailable', {
      message: `There is no token for the vault now: ${error.message}`,
      facts,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      cause: error,
    });
  }
  return new ConsentryError('vault_denied', {
    message: `The identity that opens the vault gets no token: ${error.message}`,
    remedy:
      'Check the credential of keyVault, and that keyVault.tenant is the tenant of the vault’s subscription.',
    facts,
    cause: error,
  });
}
