import { type ErrorCode, isConsentryError } from '../../errors.ts';
import { deleteAndPurge, type Removal, type RemovalDeps } from '../delete-and-purge.ts';
import type { Finding, VersionState } from './finding.ts';
import type { Inventory } from './inventory.ts';

/** What became of a secret that was confirmed. */
export type PurgeOutcome =
  | Removal
  /** It is not known whether it was done: the next scan shows it. */
  | { readonly is: 'failed'; readonly code: ErrorCode }
  /** The vault failed before its turn came. */
  | { readonly is: 'not_tried' };

export interface PurgeDeps extends RemovalDeps {
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
  deps: PurgeDeps,
): Promise<ReadonlyMap<Finding, PurgeOutcome>> {
  const outcomes = new Map<Finding, PurgeOutcome>();
  let hasFailed = false;
  for (const finding of findings) {
    const outcome: PurgeOutcome = hasFailed ? { is: 'not_tried' } : await takeAway(finding, deps);
    if (outcome.is === 'failed') hasFailed = true;
    outcomes.set(finding, outcome);
    await deps.onOutcome?.(finding, outcome);
  }
  return outcomes;
}

async function takeAway(finding: Finding, deps: PurgeDeps): Promise<PurgeOutcome> {
  const { secret: name, versions, plan } = finding;
  try {
    const now = await deps.attempt('list', () => deps.inventory.listVersions(name));
    if (!now.ok) return { is: 'denied', missing: now.missing };
    if (now.value.length === 0) return { is: 'gone' };
    if (!isAsConfirmed(finding, now.value)) return { is: 'changed', versions: [] };
    if (plan === 'disable') return await disable(finding, deps);
    return await deleteAndPurge(deps, {
      name,
      enabled: versions.filter(({ isEnabled }) => isEnabled).map(({ version }) => version),
      confirmed: versions.map(({ version }) => version),
    });
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return { is: 'failed', code: error.code };
  }
}

function isAsConfirmed({ versions }: Finding, now: readonly VersionState[]): boolean {
  const stateOf = ({ version, isEnabled }: VersionState): string => `${version} ${isEnabled}`;
  const confirmed = new Set(versions.map(stateOf));
  return now.length === confirmed.size && now.every((one) => confirmed.has(stateOf(one)));
}

/** The current version stays, and with it the secret. */
async function disable({ secret: name, versions: all }: Finding, deps: PurgeDeps): Promise<Removal> {
  const versions = all.filter(({ isCredential }) => isCredential).map(({ version }) => version);
  for (const version of versions) {
    const disabled = await deps.attempt('set', () => deps.versions.disable({ name, version }));
    if (!disabled.ok) return { is: 'denied', missing: disabled.missing };
  }
  return { is: 'disabled', versions };
}
