import { ConsentryError, isConsentryError, type Secret, type WorkloadTokenReader } from '@consentry/core';
import type { Log } from '../log.ts';
import { fits } from '../stores/identity-fit.ts';
import type { KnownAccess } from './known-access.ts';
import { type CallerPrincipal, principalOf } from './principal.ts';

export interface TokenAuthenticationDeps {
  readonly access: Pick<KnownAccess, 'findCaller' | 'listIdentities' | 'requireConfirmed'>;
  readonly workloadTokens: WorkloadTokenReader;
  readonly log: Pick<Log, 'warn'>;
}

/** Told from a key by its dots: no key has one, and no JWT is without. */
export function isWorkloadToken(text: string): boolean {
  return text.includes('.');
}

/**
 * Finds the one caller that has an identity which a token fits. Why a token was refused is for the log alone.
 *
 * @param requestId leads from the log to the request
 * @throws ConsentryError `unauthorized`, `issuer_unavailable`, `policies_unconfirmed`, `store_unavailable`
 */
export async function authenticateToken(
  { workloadTokens, access, log }: TokenAuthenticationDeps,
  token: Secret<string>,
  requestId: string,
): Promise<CallerPrincipal> {
  const refuse = (reason: string, facts: object = {}): never => {
    log.warn({ requestId, reason, ...facts }, 'the token of a caller was refused');
    throw new ConsentryError('unauthorized');
  };
  const reading = await workloadTokens.read(token).catch((error: unknown) => {
    if (isConsentryError(error, 'issuer_unavailable')) {
      log.warn(
        { requestId, ...error.facts, err: error.cause },
        'the issuer of a caller’s token gave no keys',
      );
    }
    throw error;
  });
  if (!reading.ok) return refuse(reading.reason);
  const { issuer, claims } = reading.value;
  const whose = {
    issuer,
    subject: typeof claims['sub'] === 'string' ? claims['sub'].slice(0, 256) : undefined,
  };
  // After the issuer, who may have been asked for its keys: that takes a while.
  await access.requireConfirmed();
  const matches = (await access.listIdentities(issuer)).filter((identity) => fits(identity, reading.value));
  const [match] = matches;
  if (match === undefined) return refuse('no_identity', whose);
  if (matches.some(({ caller }) => caller !== match.caller)) {
    return refuse('several_callers', { ...whose, identities: matches.map(({ id }) => id) });
  }
  const found = await access.findCaller(match.caller);
  // What was read first may be older than what was read last.
  if (!found?.identities.some(({ id }) => id === match.id)) return refuse('no_identity', whose);
  return principalOf(found, { identity: match.id });
}
