import type { Grant } from '../consent/grant.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import { createId, type InvitationId } from '../ids.ts';
import type { Clock, Random } from '../ports.ts';
import type { Secret } from '../secret.ts';
import { chooseExerciseAt } from './exercise-time.ts';
import type { Fence, GrantStore, NextVersion, SaveOutcome, SealedGrant } from './grant-store.ts';
import type { SecretRef, Vault } from './vault.ts';

/** What the sealing of a grant needs. */
export interface SealDeps {
  readonly vault: Vault;
  readonly grants: GrantStore;
  readonly clock: Clock;
  readonly random: Random;
}

/** Under which conditions a grant is sealed, and what records it. */
export interface SealOptions {
  /** The invitation that led here; spent in the same transaction as the row. */
  readonly spending?: InvitationId;
  /**
   * Of the sign-in that led here: what was taken back since it began stays so. @see ConsentFlow.changesBefore. Undefined where
   * nobody consented anew: what was ever taken back stays so.
   */
  readonly changesBefore: number | undefined;
  /** Asked of the grant that is there already, before anything is stored: it throws where that is not to be renewed. */
  readonly mayRenew?: (stored: SealedGrant) => void;
  /** Records the grant before it exists: when this fails, nothing is sealed. */
  readonly record: (grant: SealedGrant) => Promise<void>;
}

const attempts = 5;
const takenBack = 'The grant was revoked while you consented.';

/**
 * Locks a grant's refresh token away and keeps the rest as a row. A grant of the same account and
 * application is renewed: its new refresh token is durable before the row names it, and the old one is
 * removed only after that, so a crash at any point leaves one that works.
 *
 * @throws ConsentryError `invitation_spent`, `grant_revoked`, `vault_unavailable`, and whatever `mayRenew` and `record` throw
 */
export async function seal(deps: SealDeps, grant: Grant, options: SealOptions): Promise<SealedGrant> {
  const { refreshToken, directoryRoles: _roles, ...rest } = grant;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.grants.findBySubject(grant.partner, grant.subject, grant.application);
    if (stored !== undefined) options.mayRenew?.(stored);
    const id = stored?.id ?? createId('GrantId', deps.random);
    const version = (stored?.version ?? 0) + 1;
    const partnerKind = rest.partnerKind ?? stored?.partnerKind;
    const secret = await deps.vault.put({ grant: id, version }, refreshToken);
    const sealedAt = deps.clock.now();
    const sealed: SealedGrant = {
      ...rest,
      // What nobody said this time stays as it was said before.
      ...(partnerKind !== undefined && { partnerKind }),
      id,
      version,
      secret,
      sealedAt,
      state: 'healthy',
      stateReason: 'sealed',
      stateSince: sealedAt,
      stateEvidence: {},
      exerciseAt: chooseExerciseAt(sealedAt, deps.random),
      redeemingSince: undefined,
      provedAt: undefined,
    };
    const outcome = await recordAndSave(deps, sealed, stored?.version ?? 0, options);
    if (outcome === 'saved') {
      if (stored !== undefined) await removeUnnamed(deps.vault, stored.secret);
      return sealed;
    }
    await removeUnnamed(deps.vault, secret);
    if (outcome === 'spent') throw new ConsentryError('invitation_spent');
    if (outcome === 'revoked') throw revoked(options);
  }
  throw new ConsentryError('vault_unavailable', { message: 'Other writers kept changing this grant.' });
}

/** Without a new consent it was taken back before. */
function revoked({ changesBefore }: SealOptions): ConsentryError {
  return new ConsentryError('grant_revoked', changesBefore === undefined ? {} : { message: takenBack });
}

async function recordAndSave(
  deps: SealDeps,
  sealed: SealedGrant,
  expectedVersion: number,
  options: SealOptions,
): Promise<SaveOutcome> {
  try {
    await options.record(sealed);
  } catch (error) {
    await removeUnnamed(deps.vault, sealed.secret);
    throw error;
  }
  try {
    return await deps.grants.save(sealed, expectedVersion, options);
  } catch (error) {
    // The row may have been saved although the answer was lost. The secret stays: removing it could remove the
    // only one. If no row names it, the vault of the database sweeps it up later; a Key Vault keeps it, see docs/key-vault.md.
    if ((await deps.grants.find(sealed.id))?.secret === sealed.secret) return 'saved';
    throw error;
  }
}

/**
 * Stores the successor of a grant's refresh token. Undefined when another writer was first, the lease was
 * overtaken, or the grant is no longer healthy: then that stands and the successor is dropped.
 *
 * @throws ConsentryError `vault_unavailable`, `store_unavailable`; the stored refresh token is then untouched
 */
export async function sealSuccessor(
  deps: SealDeps,
  grant: SealedGrant,
  refreshToken: Secret<string>,
  fence?: Fence,
): Promise<SealedGrant | undefined> {
  // Looked at before anything is written: what a purge has taken out of the vault is not put back into it.
  if ((await deps.grants.find(grant.id))?.state === 'revoked') return undefined;
  const version = grant.version + 1;
  const secret = await deps.vault.put({ grant: grant.id, version }, refreshToken);
  const sealedAt = deps.clock.now();
  const next = { secret, version, sealedAt, exerciseAt: chooseExerciseAt(sealedAt, deps.random) };
  if (!(await renew(deps.grants, grant, next, fence))) {
    await removeUnnamed(deps.vault, secret);
    return undefined;
  }
  await removeUnnamed(deps.vault, grant.secret);
  return { ...grant, ...next, redeemingSince: undefined };
}

/** When the answer was lost, the row says whether it was changed (a secret's name is never given twice). */
async function renew(
  grants: GrantStore,
  grant: SealedGrant,
  next: NextVersion,
  fence: Fence | undefined,
): Promise<boolean> {
  try {
    return await grants.renew({ id: grant.id, version: grant.version, fence }, next);
  } catch (error) {
    if ((await grants.find(grant.id))?.secret === next.secret) return true;
    throw error;
  }
}

/**
 * Removes a secret that no row names. If that fails the outcome stands all the same; it is swept up later.
 * @returns whether it is gone
 */
export async function removeUnnamed(vault: Vault, secret: SecretRef): Promise<boolean> {
  try {
    await vault.remove(secret);
    return true;
  } catch (error) {
    if (!isConsentryError(error, 'vault_unavailable')) throw error;
    return false;
  }
}

/** The refresh token of a grant. @throws ConsentryError as {@link Vault.get} */
export function unseal(vault: Vault, grant: SealedGrant): Promise<Secret<string>> {
  return vault.get(grant.secret, { grant: grant.id, version: grant.version });
}
