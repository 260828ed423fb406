import type { Fence, SealedGrant } from './grant-store.ts';
import { removeUnnamed, type SealDeps, unseal } from './seal.ts';

/** What became of a refresh token that was moved. */
export interface MovedSecret {
  readonly grant: SealedGrant;
  /** False when the old copy could not be removed: it is swept up later. */
  readonly isOldRemoved: boolean;
}

/**
 * Puts a grant's refresh token, as it is, into the vault that takes new ones, under the next version. The row names it once
 * it is durable and readable, and the old copy is removed only after that, so that a crash at any point leaves one that works.
 * Nothing else of the grant changes: its refresh token is as old as it was.
 *
 * @returns undefined when another writer was first, the lease was overtaken, or the grant was taken back: that stands, and
 *   the new copy is dropped
 * @throws ConsentryError `secret_…`, `vault_…`, `key_mismatch`, `store_unavailable`; the grant is then untouched, and a copy
 *   that no row names may be left in the new vault
 */
export async function moveSecret(
  { vault, grants }: Pick<SealDeps, 'vault' | 'grants'>,
  grant: SealedGrant,
  fence?: Fence,
): Promise<MovedSecret | undefined> {
  const refreshToken = await unseal(vault, grant);
  const next = { ...grant, version: grant.version + 1 };
  const secret = await vault.put({ grant: next.id, version: next.version }, refreshToken);
  const to = { secret, version: next.version };
  if (!(await relocate({ grants }, grant, to, fence))) {
    await removeUnnamed(vault, secret);
    return undefined;
  }
  return { grant: { ...next, secret }, isOldRemoved: await removeUnnamed(vault, grant.secret) };
}

/** When the answer was lost, the row says whether it was changed (a secret's name is never given twice). */
async function relocate(
  { grants }: Pick<SealDeps, 'grants'>,
  { id, version }: SealedGrant,
  to: Pick<SealedGrant, 'secret' | 'version'>,
  fence: Fence | undefined,
): Promise<boolean> {
  try {
    return await grants.relocate({ id, version, fence }, to);
  } catch (error) {
    if ((await grants.find(id))?.secret === to.secret) return true;
    throw error;
  }
}
