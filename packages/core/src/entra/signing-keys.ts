import { ConsentryError } from '../errors.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { Cloud } from './cloud.ts';
import type { Dialect } from './dialect.ts';
import { discoveryEndpoint, loginOrigin } from './endpoints.ts';
import { fetchMetadata } from './fetch-metadata.ts';
import { readKeySet, type SigningKey } from './read-key-set.ts';

export type { SigningKey } from './read-key-set.ts';

/** The keys with which a cloud signs its id_tokens. */
export interface SigningKeys {
  /**
   * @returns The key with this id; undefined if the cloud has none of that id.
   * @throws ConsentryError `discovery_rejected` and those of {@link fetchMetadata}, if nothing usable is at
   * hand, or if the id is unknown and could not be looked up: unknown is then not the same as wrong
   */
  find(kid: string): Promise<SigningKey | undefined>;
  /**
   * Gets the keys ahead of the first sign-in, and renews them when it is time. While renewing fails, the last good ones serve.
   * @throws ConsentryError as {@link SigningKeys.find}, if nothing usable is at hand
   */
  refresh(): Promise<void>;
  /** When the keys at hand were fetched, epoch milliseconds. Undefined while there are none, or they are too old to serve. */
  fetchedAt(): number | undefined;
}

export interface SigningKeysInput {
  readonly cloud: Cloud;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** The one that the id_tokens are asked for in. The keys of v1 do not say for which issuer they sign. */
  readonly dialect: Dialect;
  /** Does each fetch of the keys; for whoever counts them. */
  readonly watch?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Renewed from this age on; while that fails, the last good keys serve up to the age at which they end. */
const renewAgeMs = 12 * 3_600_000;
const endAgeMs = 24 * 3_600_000;
/** Ids come from tokens, which anyone can make up: they must not make us ask again and again. */
const cooldownMs = 5 * 60_000;

type KeySet = ReadonlyMap<string, SigningKey>;

/**
 * Finds signing keys and keeps them fresh: fetched at first use, renewed well within 24 hours, fetched again for
 * an unknown id at most once in five minutes, and never twice at the same time.
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export function createSigningKeys(input: SigningKeysInput): SigningKeys {
  const { clock, watch = (work) => work() } = input;
  let last: { readonly keys: KeySet; readonly fetchedAt: number } | undefined;
  let inFlight: Promise<KeySet> | undefined;
  let renewal: Attempt | undefined;
  let lookup: Attempt | undefined;

  async function load(): Promise<KeySet> {
    const keys = await watch(() => fetchKeys(input));
    last = { keys, fetchedAt: clock.now() };
    return keys;
  }

  function loadOnce(): Promise<KeySet> {
    inFlight ??= load().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  /** One try within the cooldown; its outcome, good or bad, stands for all who ask meanwhile. */
  function attempt(previous: Attempt | undefined): Attempt {
    const now = clock.now();
    if (previous && now >= previous.at && now < previous.at + cooldownMs) return previous;
    const outcome = loadOnce();
    outcome.catch(() => undefined);
    return { at: now, outcome };
  }

  async function usableKeys(): Promise<KeySet> {
    const ageMs = last ? clock.now() - last.fetchedAt : Number.POSITIVE_INFINITY;
    if (!last || ageMs >= endAgeMs) return loadOnce();
    if (ageMs < renewAgeMs) return last.keys;
    const { keys } = last;
    renewal = attempt(renewal);
    return renewal.outcome.catch(() => keys);
  }

  return {
    async refresh() {
      await usableKeys();
    },
    fetchedAt() {
      const isUsable = last !== undefined && clock.now() - last.fetchedAt < endAgeMs;
      return isUsable ? last?.fetchedAt : undefined;
    },
    async find(kid) {
      const before = last;
      const known = (await usableKeys()).get(kid);
      // Keys that came since the question was asked are as new as any.
      if (known || last !== before) return known;
      lookup = attempt(lookup);
      return (await lookup.outcome).get(kid);
    },
  };
}

interface Attempt {
  readonly at: number;
  readonly outcome: Promise<KeySet>;
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
