import { ConsentryError } from '../errors.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { Cloud } from './cloud.ts';
import type { Dialect } from './dialect.ts';
import { discoveryEndpoint, loginOrigin } from './endpoints.ts';
import { fetchMetadata } from './fetch-metadata.ts';
import { createKeyCache, type KeyCache, type KeySet } from './key-cache.ts';
import { readKeySet } from './read-key-set.ts';

export type { SigningKey } from './read-key-set.ts';

/**
 * The keys with which a cloud signs its id_tokens. What it throws is `discovery_rejected` and those of
 * {@link fetchMetadata}.
 */
export type SigningKeys = KeyCache;

/** What the keeping of Entra’s signing keys needs. */
export interface SigningKeysInput {
  readonly cloud: Cloud;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** The one that the id_tokens are asked for in. The keys of v1 do not say for which issuer they sign. */
  readonly dialect: Dialect;
  /** Does each fetch of the keys; for whoever counts them. */
  readonly watch?: <T>(work: () => Promise<T>) => Promise<T>;
}

const cooldownMs = 5 * 60_000;
const restMs = 10_000;

/**
 * Finds signing keys and keeps them fresh: fetched at first use, renewed well within 24 hours, fetched again for
 * an unknown id at most once in five minutes, and never twice at the same time.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export function createSigningKeys(input: SigningKeysInput): SigningKeys {
  const { clock, watch = (work) => work() } = input;
  return createKeyCache({ load: () => watch(() => fetchKeys(input)), clock, cooldownMs, restMs });
}

async function fetchKeys({ cloud, fetch, clock, dialect }: SigningKeysInput): Promise<KeySet> {
  const { endpoints } = dialect;
  const discoveryUrl = discoveryEndpoint(cloud, endpoints);
  const metadata = await fetchMetadata(fetch, discoveryUrl, clock.now());
  const { issuer, jwks_uri: keysUrl } = metadata;
  if (typeof issuer !== 'string' || !sameTemplate(issuer, cloud.issuers[endpoints])) {
    throw rejected(discoveryUrl, 'issuer');
  }
  if (typeof keysUrl !== 'string' || URL.parse(keysUrl)?.origin !== loginOrigin(cloud)) {
    throw rejected(discoveryUrl, 'jwks_uri');
  }
  const keys = await readKeySet(await fetchMetadata(fetch, keysUrl, clock.now()));
  if (!keys.ok) throw rejected(keysUrl, keys.reason);
  return keys.value;
}

/** The placeholder is written `{tenantid}`, and by some endpoints `{tenantId}`. */
function sameTemplate(one: string, other: string): boolean {
  return one.replace(/\{tenantid\}/i, '{tenantid}') === other;
}

function rejected(url: string, reason: string): ConsentryError {
  return new ConsentryError('discovery_rejected', { facts: { url, reason } });
}
