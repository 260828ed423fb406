import { ConsentryError, isConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';
import type { Attempt, Attempted, MissingPermission } from './permissions.ts';
import type { Deletion, SecretVersions } from './secret-versions.ts';
import type { Tags } from './tags.ts';

/** How far a secret that was to go is gone. Instants are epoch milliseconds. */
export type Removal =
  /** Nobody can recover it. */
  | { readonly is: 'purged' }
  /** It was gone before. */
  | { readonly is: 'gone' }
  | Deleted
  /** Deleting is not allowed. These versions cannot be read any more until somebody enables them. */
  | {
      readonly is: 'disabled';
      readonly versions: readonly string[];
      readonly missing?: MissingPermission | undefined;
    }
  /** It is not what was confirmed: somebody changed it since. It stays, but for these versions, which were disabled. */
  | { readonly is: 'changed'; readonly versions: readonly string[] }
  /** Nothing was done to it. */
  | { readonly is: 'denied'; readonly missing: MissingPermission };

/** It can be recovered until then, by whoever may. */
export interface Deleted {
  readonly is: 'deleted';
  readonly recoverableUntil: number | undefined;
  /** False: it has a version that can be read as soon as somebody recovers it. */
  readonly isDisabled: boolean;
  /**
   * `protected`: purge protection forbids to purge it sooner; `missing`: our identity may not; `newer_version`: the deletion took
   * another version than was confirmed, or the vault does not tell which; `failed`: the vault failed, or took too long.
   */
  readonly why: 'protected' | 'missing' | 'newer_version' | 'failed';
  readonly missing?: MissingPermission;
  readonly error?: ConsentryError;
}

export interface RemovalDeps {
  readonly versions: SecretVersions;
  readonly attempt: Attempt;
  readonly timer: Pick<Timer, 'wait'>;
}

export interface Doomed {
  readonly name: string;
  /** Disabled first, in this order. */
  readonly enabled: readonly string[];
  /** One of these must be the current version when it is deleted. Undefined where the name alone says that all may go. */
  readonly confirmed?: readonly string[];
  /** Written to what is disabled, in the place of its tags. */
  readonly tags?: Tags;
}

/** Key Vault takes some seconds to delete a secret. Until then it is not found, and cannot be purged. */
const mostLooks = 30;
const lookEveryMs = 1_000;
/** A deletion that arrived is seen by then. */
const looksForLost = 3;

/**
 * Takes a secret away as far as our identity may: disables its versions, deletes it, waits for that, purges it. Key Vault deletes
 * whole secrets, never one version. Disabled first: whoever recovers it later gets nothing that works. What came at the last
 * moment is left recoverable. Doing it again goes on where it ended.
 *
 * @throws ConsentryError `vault_unavailable`, `vault_throttled`, `vault_bad_response`, `vault_denied` (no permission mends it): it is
 *   not known whether it is deleted
 */
export async function deleteAndPurge(deps: RemovalDeps, doomed: Doomed): Promise<Removal> {
  const isDisabled = await disable(deps, doomed);
  const taken = await take(deps, doomed.name);
  if (!taken.ok) {
    const { missing } = taken;
    return isDisabled ? { is: 'disabled', versions: doomed.enabled, missing } : { is: 'denied', missing };
  }
  if (taken.value === undefined) return { is: 'gone' };
  const deleted = {
    is: 'deleted',
    recoverableUntil: taken.value.purgeAt,
    isDisabled: isDisabled && taken.value.isEnabled !== true,
  } as const;
  if (!isConfirmed(doomed, taken.value)) return { ...deleted, why: 'newer_version' };
  if (taken.value.isPurgeable === false) return { ...deleted, why: 'protected' };
  try {
    const purged = await purgeOnceDeleted(deps, doomed.name);
    return purged.ok ? { is: 'purged' } : { ...deleted, why: 'missing', missing: purged.missing };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return { ...deleted, why: 'failed', error };
  }
}

async function disable({ versions, attempt }: RemovalDeps, doomed: Doomed): Promise<boolean> {
  const { name, enabled, tags } = doomed;
  for (const version of enabled) {
    const disabled = await attempt('set', () => versions.disable({ name, version }, tags));
    if (!disabled.ok) return false;
  }
  return true;
}

function isConfirmed({ confirmed }: Doomed, { version }: Deletion): boolean {
  return confirmed === undefined || (version !== undefined && confirmed.includes(version));
}

/**
 * Deletes it. It may have been deleted before, by a purge that got no further or by hand.
 * @returns what the deletion took; undefined when there was nothing to delete
 */
async function take(deps: RemovalDeps, name: string): Promise<Attempted<Deletion | undefined>> {
  const { versions, attempt, timer } = deps;
  let lost: ConsentryError | undefined;
  const begun = await attempt('delete', async () => {
    try {
      return await versions.delete(name);
    } catch (error) {
      // Whatever the answer was, the secret may be deleted, or somebody else is deleting it.
      if (!isConsentryError(error) || error.code === 'vault_denied') throw error;
      lost = error;
      return undefined;
    }
  });
  if (begun.ok && begun.value !== undefined) return begun;
  for (let look = 1; ; look++) {
    const found = await attempt('get', () => versions.findDeletion(name));
    if (found.ok && found.value !== undefined) return found;
    if (lost === undefined) return begun;
    const hasNotArrived = look >= looksForLost && (await versions.look(name)).is !== 'not_found';
    if (!found.ok || hasNotArrived || look === mostLooks) throw lost;
    await timer.wait(lookEveryMs);
  }
}

/** Without Get the deletion is not seen, and nothing is wrong with it: the vault says by a 409 that it is under way. */
async function purgeOnceDeleted(
  { versions, attempt, timer }: RemovalDeps,
  name: string,
): Promise<Attempted<void>> {
  for (let look = 1; look <= mostLooks; look++) {
    const seen = await attempt('get', () => versions.findDeletion(name));
    if (!seen.ok || seen.value !== undefined) {
      try {
        return await attempt('purge', () => versions.purgeDeleted(name));
      } catch (error) {
        if (!isUnderWay(error)) throw error;
      }
    }
    await timer.wait(lookEveryMs);
  }
  throw new ConsentryError('vault_unavailable', {
    message: 'The vault has not finished deleting the secret.',
    remedy: 'Purge it in some minutes.',
  });
}

function isUnderWay(error: unknown): boolean {
  return isConsentryError(error, 'vault_unavailable') && error.facts['status'] === 409;
}
