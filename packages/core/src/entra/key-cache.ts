import { ConsentryError, isConsentryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { SigningKey } from './read-key-set.ts';

export type KeySet = ReadonlyMap<string, SigningKey>;

/** Published signing keys, kept fresh. */
export interface KeyCache {
  /**
   * A key that is at hand is waited for by nobody, also when it is time to renew it.
   *
   * @returns The key with this id; undefined if there is none of that id.
   * @throws ConsentryError what `load` throws, with how long that stands in `retryAfterMs`: if nothing usable is at hand, or
   * if the id is unknown and could not be looked up. Unknown is then not the same as wrong
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
  /** How long a look-up stands that succeeded. Ids come from tokens, which anyone can make up: they must not make us ask again and again. */
  readonly cooldownMs: number;
  /** How long a failure stands, for all who ask meanwhile. */
  readonly restMs: number;
}

/** Renewed from this age on; while that fails, the last good keys serve up to the age at which they end. */
const renewAgeMs = 12 * 3_600_000;
const endAgeMs = 24 * 3_600_000;

/**
 * Keeps published keys fresh: fetched at first use, renewed well within 24 hours, fetched again for an unknown id at most
 * once in a cooldown, after a failure not before its rest is over, and never twice at the same time.
 */
export function createKeyCache({ load, clock, cooldownMs, restMs }: KeyCacheInput): KeyCache {
  let last: { readonly keys: KeySet; readonly fetchedAt: number } | undefined;
  /** Of the newest fetch; undefined since one succeeded. */
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let inFlight: Promise<KeySet> | undefined;
  let lookedUpAt: number | undefined;

  /** A clock that was put back makes nothing last longer. */
  const isWithin = (at: number, durationMs: number): boolean => {
    const agoMs = clock.now() - at;
    return agoMs >= 0 && agoMs < durationMs;
  };
  const findUsable = () => (last && clock.now() - last.fetchedAt < endAgeMs ? last : undefined);
  const isDue = (fetchedAt: number): boolean => clock.now() - fetchedAt >= renewAgeMs;

  async function fetchNow(): Promise<KeySet> {
    try {
      const keys = await load();
      last = { keys, fetchedAt: clock.now() };
      failure = undefined;
      return keys;
    } catch (error) {
      failure = { error, at: clock.now() };
      throw standing(error, restMs, 0);
    }
  }

  /** All that is ever fetched is fetched here. */
  async function fetchKeys(): Promise<KeySet> {
    if (failure && isWithin(failure.at, restMs)) {
      throw standing(failure.error, restMs, clock.now() - failure.at);
    }
    inFlight ??= fetchNow().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  /** One look-up serves all who ask within the cooldown; who comes while it is under way waits for it. */
  async function lookUp(kid: string): Promise<SigningKey | undefined> {
    const isSettled = inFlight === undefined && failure === undefined;
    if (isSettled && lookedUpAt !== undefined && isWithin(lookedUpAt, cooldownMs)) return undefined;
    lookedUpAt = clock.now();
    return (await fetchKeys()).get(kid);
  }

  return {
    async refresh() {
      const usable = findUsable();
      if (usable && !isDue(usable.fetchedAt)) return;
      await fetchKeys().catch((error: unknown) => {
        if (findUsable() === undefined) throw error;
      });
    },
    fetchedAt: () => findUsable()?.fetchedAt,
    async find(kid) {
      const usable = findUsable();
      if (usable === undefined) return (await fetchKeys()).get(kid);
      const known = usable.keys.get(kid);
      if (known === undefined) return lookUp(kid);
      // Whoever needs what could not be renewed is told so.
      if (isDue(usable.fetchedAt)) fetchKeys().catch(() => undefined);
      return known;
    },
  };
}

/** A failure as it is told to one who asks so long after it. */
function standing(error: unknown, restMs: number, agoMs: number): unknown {
  if (!isConsentryError(error)) return error;
  const { code, message, remedy, facts, cause } = error;
  const retryAfterMs = Math.max(error.retryAfterMs ?? 0, restMs) - agoMs;
  return new ConsentryError(code, { message, remedy, facts, cause, retryAfterMs });
}
