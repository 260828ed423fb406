import type { GrantId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { Secret } from '../secret.ts';
import type { SecretRecord, SecretRef, Vault } from './vault.ts';

/** How much of a vault is kept in memory, and for how long. */
export interface CachingVaultInput {
  readonly clock: Clock;
  /** How many secrets are kept. The one that was kept first goes first. */
  readonly limit: number;
  /** How long a secret is kept, milliseconds; at most an hour. */
  readonly lifetimeMs: number;
}

/** A vault that is asked for a secret once, and not each time that it is needed. */
export interface CachingVault extends Vault {
  /** Forgets what was kept for longer than its lifetime: until then it stands in memory, though nobody gets it. */
  forgetExpired(): void;
  /** Forgets every secret of a grant, and keeps none that is still being read. */
  forgetGrant(grant: GrantId): void;
}

interface Kept {
  readonly record: SecretRecord;
  readonly secret: Secret<string>;
  readonly keptAt: number;
}

const longestLifetimeMs = 60 * 60 * 1000;

/**
 * Keeps the secrets of a vault in the memory of this process for a while, by their references, which name a version
 * each: what is kept is never outdated, only removed. A removal by another process is not noticed here; who must
 * not use a grant any more is told by its row.
 *
 * @throws TypeError for a limit below one, or a lifetime that is not within an hour
 */
export function createCachingVault(
  vault: Vault,
  { clock, limit, lifetimeMs }: CachingVaultInput,
): CachingVault {
  if (!(limit >= 1)) throw new TypeError('a vault keeps one secret or more');
  if (!(lifetimeMs > 0 && lifetimeMs <= longestLifetimeMs))
    throw new TypeError('a secret is kept for an hour at most');
  // In the order in which they were kept, so the first is the oldest.
  const kept = new Map<SecretRef, Kept>();
  const reading = new Map<string, Promise<Secret<string>>>();
  /** Counts removals: what was read before one is not kept after it. */
  let removals = 0;

  const isOver = ({ keptAt }: Kept): boolean => {
    const ageMs = clock.now() - keptAt;
    return ageMs < 0 || ageMs >= lifetimeMs;
  };
  const keep = (ref: SecretRef, record: SecretRecord, secret: Secret<string>): void => {
    kept.delete(ref);
    kept.set(ref, { record: { ...record }, secret, keptAt: clock.now() });
    const oldest = kept.keys().next();
    if (kept.size > limit && oldest.done !== true) kept.delete(oldest.value);
  };
  const isFor = (found: Kept, { grant, version }: SecretRecord): boolean =>
    found.record.grant === grant && found.record.version === version;

  const read = async (ref: SecretRef, record: SecretRecord): Promise<Secret<string>> => {
    const before = removals;
    const secret = await vault.get(ref, record);
    if (removals === before) keep(ref, record, secret);
    return secret;
  };

  const forgetGrant = (grant: GrantId): void => {
    removals += 1;
    for (const [ref, { record }] of kept) if (record.grant === grant) kept.delete(ref);
  };

  return {
    async put(record, secret) {
      const ref = await vault.put(record, secret);
      keep(ref, record, secret);
      return ref;
    },
    async get(ref, record) {
      const found = kept.get(ref);
      if (found !== undefined && isFor(found, record) && !isOver(found)) return found.secret;
      if (found !== undefined && isOver(found)) kept.delete(ref);
      const key = `${ref} ${record.grant} ${record.version}`;
      const running = reading.get(key);
      if (running !== undefined) return running;
      const started = read(ref, record).finally(() => reading.delete(key));
      reading.set(key, started);
      return started;
    },
    async remove(ref) {
      removals += 1;
      kept.delete(ref);
      await vault.remove(ref);
    },
    async purge(grant, ref) {
      forgetGrant(grant);
      return vault.purge(grant, ref);
    },
    forgetGrant,
    forgetExpired() {
      for (const [ref, one] of kept) if (isOver(one)) kept.delete(ref);
    },
  };
}
