import { fetchMetadata } from '../entra/fetch-metadata.ts';
import { createKeyCache, type KeyCache, type KeySet } from '../entra/key-cache.ts';
import { readKeySet, type SignatureAlgorithm } from '../entra/read-key-set.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

export interface IssuerKeysInput {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Does each fetch of keys; for whoever counts them. */
  readonly watch?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What Kubernetes may be told to sign with; GitHub and Entra use the first. None of them can be checked with a shared secret. */
export const workloadAlgorithms: readonly SignatureAlgorithm[] = ['RS256', 'ES256', 'ES384', 'ES512'];

/** A cluster may change its key without announcing it: until this has passed, its new tokens may be refused. */
const cooldownMs = 30_000;
/** Without keys everybody who has a token would have us ask. */
const restMs = 10_000;

/**
 * The keys of an issuer, found by OpenID Connect Discovery and kept fresh. No answer leads to another host.
 *
 * What it throws is `issuer_unavailable`: with the issuer, and in `facts.reason` the code of what went wrong.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export function createIssuerKeys(trusted: TrustedIssuer, input: IssuerKeysInput): Pick<KeyCache, 'find'> {
  const { fetch, clock, watch = (work) => work() } = input;
  const load = (): Promise<KeySet> => watch(() => fetchKeys(trusted, fetch, clock.now()));
  const keys = createKeyCache({ load, clock, cooldownMs, restMs });
  return {
    find: (kid) =>
      keys.find(kid).catch((error: unknown) => {
        throw unavailable(trusted.issuer, error);
      }),
  };
}

async function fetchKeys(trusted: TrustedIssuer, fetch: Fetch, now: number): Promise<KeySet> {
  const url = trusted.keysUrl ?? (await findKeysUrl(trusted, fetch, now));
  const keys = await readKeySet(await fetchMetadata(fetch, url, now), workloadAlgorithms);
  if (!keys.ok) throw rejected(url, keys.reason);
  return keys.value;
}

/** Metadata that name another issuer, or keys elsewhere, are nobody's: whoever could write them could name any host. */
async function findKeysUrl({ issuer }: TrustedIssuer, fetch: Fetch, now: number): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata = await fetchMetadata(fetch, url, now);
  if (metadata['issuer'] !== issuer) throw rejected(url, 'issuer');
  const { jwks_uri: keysUrl } = metadata;
  const isOwn = typeof keysUrl === 'string' && URL.parse(keysUrl)?.origin === new URL(issuer).origin;
  if (!isOwn) throw rejected(url, 'jwks_uri');
  return keysUrl;
}

function rejected(url: string, reason: string): ConsentryError {
  return new ConsentryError('discovery_rejected', { facts: { url, reason } });
}

/** Anybody may read it who presents a token: what came of asking is in its cause, for the log. */
function unavailable(issuer: string, error: unknown): unknown {
  if (!isConsentryError(error)) return error;
  const { code, retryAfterMs } = error;
  return new ConsentryError('issuer_unavailable', {
    facts: { issuer, reason: code },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    cause: error,
  });
}
