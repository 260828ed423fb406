import type { Clock } from '../ports.ts';
import type { SigningKey } from './read-key-set.ts';

export type KeySet = ReadonlyMap<string, SigningKey>;

/** Published signing keys, kept fresh. */
export interface KeyCache {
  /**
   * @returns The key with this id; undefined if there is none of that id.
   * @throws ConsentryError what `load` throws, if nothing usable is at hand, or if the id is unknown and could not be
   * looked up: unknown is then not the same as wrong
   */
  find(kid: string): Promise<SigningKey | undefined>;
  /**
   * Gets the keys ahead of their first use, and renews them when it is time. While renewing fails, the last good ones serve.
   * @throws ConsentryError as {@link KeyCache.find}, if nothing usable is at hand
   */
  refresh(): Promise<void>;
  /** When the keys at hand were fetched, epoch milliseconds. Undefined while there are none, or they are too old to serve. */
  fetchedAt(): number | undefined;
}

export interface KeyCacheInput {
  /** Fetches the keys that are published now. */
  readonly load: () => Promise<KeySet>;
  readonly clock: Clock;
  /** How long the outcome of a look-up stands. Ids come from tokens, which anyone can make up: they must not make us ask again and again. */
  readonly cooldownMs: number;
}

/** Renewed from this age on; while that fails, the last good keys serve up to the age at which they end. */
const renewAgeMs = 12 * 3_600_000;
const endAgeMs = 24 * 3_600_000;

/**
 * Keeps published keys fresh: fetched at first use, renewed well within 24 hours, fetched again for an unknown id at most
 * once in a cooldown, and never twice at the same time.
 */
export function createKeyCache({ load, clock, cooldownMs }: KeyCacheInput): KeyCache {
  let last: { readonly keys: KeySet; readonly fetchedAt: number } | undefined;
  let inFlight: Promise<KeySet> | undefined;
  let renewal: Attempt | undefined;
  let lookup: Attempt | undefined;

  async function loadNow(): Promise<KeySet> {
    const keys = await load();
    last = { keys, fetchedAt: clock.now() };
    return keys;
  }

  function loadOnce(): Promise<KeySet> {
    inFlight ??= loadNow().finally(() => {
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
