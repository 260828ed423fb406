import { type ErrorCode, isConsentryError } from '../../errors.ts';
import type { Finding, MissingPermission, VaultPermission, VersionState } from './finding.ts';
import type { Inventory } from './inventory.ts';
import { findMissing } from './permissions.ts';

/** What became of a secret that was confirmed. Instants are epoch milliseconds. */
export type PurgeOutcome =
  /** Nobody can recover it. */
  | { readonly is: 'purged' }
  /**
   * It can be recovered until then, by whoever may. `protected`: purge protection forbids to purge it sooner;
   * `missing`: our identity may not; `newer_version`: somebody added a version between the last look and the deletion, so it was
   * not purged.
   */
  | {
      readonly is: 'deleted';
      readonly recoverableUntil: number | undefined;
      readonly why: 'protected' | 'missing' | 'newer_version' | 'failed';
      readonly missing?: MissingPermission;
      readonly code?: ErrorCode;
    }
  /** These versions cannot be read any more until somebody enables them. Key Vault deletes no single version. */
  | { readonly is: 'disabled'; readonly versions: readonly string[] }
  /** It is not what was confirmed: somebody changed it since. Nothing was done to it. */
  | { readonly is: 'changed' }
  /** It was gone before. */
  | { readonly is: 'gone' }
  | { readonly is: 'denied'; readonly missing: MissingPermission }
  /** It is not known whether it was done: the next scan shows it. */
  | { readonly is: 'failed'; readonly code: ErrorCode }
  /** The vault failed before its turn came. */
  | { readonly is: 'not_tried' };

export interface PurgeDeps {
  readonly inventory: Inventory;
  /** Told of each, once it is known. */
  readonly onOutcome?: ((finding: Finding, outcome: PurgeOutcome) => Promise<void> | void) | undefined;
}

/**
 * Takes away what somebody confirmed, one secret after the other. Each is looked at again before: what has other versions than
 * were confirmed is left alone. It ends when the vault fails; what a permission is missing for is tried once.
 *
 * @param findings exactly those that were shown and confirmed
 */
export async function purgeFindings(
  findings: readonly Finding[],
  { inventory, onOutcome }: PurgeDeps,
): Promise<ReadonlyMap<Finding, PurgeOutcome>> {
  const outcomes = new Map<Finding, PurgeOutcome>();
  const denied = new Map<VaultPermission, MissingPermission>();
  let hasFailed = false;
  for (const finding of findings) {
    const refused = denied.get(finding.plan === 'delete' ? 'delete' : 'set');
    const outcome: PurgeOutcome = hasFailed
      ? { is: 'not_tried' }
      : refused !== undefined
        ? { is: 'denied', missing: refused }
        : await takeAway(finding, inventory, denied);
    if (outcome.is === 'failed') hasFailed = true;
    outcomes.set(finding, outcome);
    await onOutcome?.(finding, outcome);
  }
  return outcomes;
}

async function takeAway(
  finding: Finding,
  inventory: Inventory,
  denied: Map<VaultPermission, MissingPermission>,
): Promise<PurgeOutcome> {
  try {
    const now = await inventory.listVersions(finding.secret);
    if (now.length === 0) return { is: 'gone' };
    if (!isAsConfirmed(finding, now)) return { is: 'changed' };
    return finding.plan === 'disable'
      ? await disable(finding, inventory)
      : await deleteAndPurge(finding, inventory, denied);
  } catch (error) {
    const missing = findMissing(error);
    if (missing !== undefined) {
      denied.set(missing.permission, missing);
      return { is: 'denied', missing };
    }
    if (!isConsentryError(error)) throw error;
    return { is: 'failed', code: error.code };
  }
}

function isAsConfirmed({ versions }: Finding, now: readonly VersionState[]): boolean {
  const stateOf = ({ version, isEnabled }: VersionState): string => `${version} ${isEnabled}`;
  const confirmed = new Set(versions.map(stateOf));
  return now.length === confirmed.size && now.every((one) => confirmed.has(stateOf(one)));
}

async function disable({ secret, versions }: Finding, inventory: Inventory): Promise<PurgeOutcome> {
  const held = versions.filter(({ isCredential }) => isCredential).map(({ version }) => version);
  for (const version of held) await inventory.disable(secret, version);
  return { is: 'disabled', versions: held };
}

async function deleteAndPurge(
  { secret, versions, isPurgeable }: Finding,
  inventory: Inventory,
  denied: Map<VaultPermission, MissingPermission>,
): Promise<PurgeOutcome> {
  const { version, purgeAt: recoverableUntil } = await inventory.delete(secret);
  const deleted = { is: 'deleted', recoverableUntil } as const;
  if (version !== undefined && !versions.some((one) => one.version === version))
    return { ...deleted, why: 'newer_version' };
  if (!isPurgeable) return { ...deleted, why: 'protected' };
  const refused = denied.get('purge');
  if (refused !== undefined) return { ...deleted, why: 'missing', missing: refused };
  try {
    await inventory.purge(secret);
    return { is: 'purged' };
  } catch (error) {
    const missing = findMissing(error);
    if (missing !== undefined) {
      denied.set('purge', missing);
      return { ...deleted, why: 'missing', missing };
    }
    if (!isConsentryError(error)) throw error;
    return { ...deleted, why: 'failed', code: error.code };
  }
}
