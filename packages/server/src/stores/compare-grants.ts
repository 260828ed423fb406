import type { GrantId, GrantStore, TenantId } from '@consentry/core';
import type { RecordedGrant } from './audit/recorded-grants.ts';

/**
 * `rolled_back`: the row is older than what was recorded after it had been stored; an older row, or an older database, was
 * put back. `not_sealed`: the row is older than what was recorded before it was to be stored; so it is after a stop in
 * between, until the grant is renewed or sealed the next time, and after an older row was put back.
 */
export type GrantFindingReason = 'rolled_back' | 'not_sealed';

/** A grant of which the audit knows a newer version than the store. */
export interface GrantFinding {
  readonly grant: GrantId;
  readonly partner: TenantId;
  readonly reason: GrantFindingReason;
  readonly recordedVersion: number;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  /** Undefined when there is no such row. */
  readonly storedVersion?: number;
}

const pageSize = 500;

/**
 * Compares the rows of grants with what the audit says of them. The rows are read after the audit was, so that a row which
 * is renewed meanwhile is newer, never older.
 *
 * @param settledBefore sealings that were recorded later may still be under way, epoch milliseconds
 * @throws ConsentryError `store_unavailable`
 */
export async function compareGrants(
  grants: Pick<GrantStore, 'list'>,
  recorded: readonly RecordedGrant[],
  settledBefore: number,
): Promise<readonly GrantFinding[]> {
  const stored = new Map<GrantId, number>();
  let after: GrantId | undefined;
  do {
    const page = await grants.list({ limit: pageSize, ...(after !== undefined && { after }) });
    for (const { id, version } of page) stored.set(id, version);
    after = page.at(-1)?.id;
  } while (after !== undefined);
  return recorded.flatMap((one) => findOlder(one, stored.get(one.grant), settledBefore) ?? []);
}

function findOlder(
  { grant, partner, renewed, sealed }: RecordedGrant,
  storedVersion: number | undefined,
  settledBefore: number,
): GrantFinding | undefined {
  const row = { grant, partner, ...(storedVersion !== undefined && { storedVersion }) };
  const version = storedVersion ?? 0;
  if (renewed !== undefined && renewed.version > version) {
    return { ...row, reason: 'rolled_back', recordedVersion: renewed.version, recordedAt: renewed.at };
  }
  if (sealed !== undefined && sealed.version > version && sealed.at < settledBefore) {
    return { ...row, reason: 'not_sealed', recordedVersion: sealed.version, recordedAt: sealed.at };
  }
  return undefined;
}
