import type { GrantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { SealedGrant } from '../vault/grant-store.ts';

/** A successor that is in no vault. */
export interface Unstored {
  /** The row that it follows. */
  readonly grant: SealedGrant;
  readonly refreshToken: Secret<string>;
  /** `not_due`: the stored one is young enough. `failed`: storing it failed, and must be tried again. */
  readonly because: 'not_due' | 'failed';
}

/** The newest successor of each grant that was not stored, in memory. */
export interface UnstoredSuccessors {
  keep(unstored: Unstored): void;
  /** The one that follows exactly this version: once a newer one is stored, it is of no use. */
  find(grant: SealedGrant): Unstored | undefined;
  /** Forgets this one, and nothing that came after it. */
  drop(unstored: Unstored): void;
  /** Forgets the one of a grant, whichever it is. */
  dropGrant(grant: GrantId): void;
  /** This one could not be stored and waits; one that came after it waits in its place. */
  fail(unstored: Unstored): void;
  /** Those that could not be stored. */
  listFailed(): readonly Unstored[];
}

/** At 2 KB each, 20 MB. Beyond it the oldest goes: the stored one still works, or is said not to. */
const limit = 10_000;

export function createUnstoredSuccessors(): UnstoredSuccessors {
  const kept = new Map<GrantId, Unstored>();
  return {
    keep(unstored) {
      kept.delete(unstored.grant.id);
      kept.set(unstored.grant.id, unstored);
      if (kept.size <= limit) return;
      const oldest = kept.keys().next();
      if (oldest.done !== true) kept.delete(oldest.value);
    },
    find(grant) {
      const unstored = kept.get(grant.id);
      return unstored?.grant.version === grant.version ? unstored : undefined;
    },
    drop({ grant, refreshToken }) {
      if (kept.get(grant.id)?.refreshToken === refreshToken) kept.delete(grant.id);
    },
    dropGrant: (grant) => void kept.delete(grant),
    fail(unstored) {
      const { id, version } = unstored.grant;
      const current = kept.get(id);
      const newest = current !== undefined && current.grant.version >= version ? current : unstored;
      kept.set(id, { ...newest, because: 'failed' });
    },
    listFailed: () => [...kept.values()].filter(({ because }) => because === 'failed'),
  };
}
