import type { Clock, GrantId, GrantState, GrantStore, SealedGrant, TenantId } from '@consentry/core';
import type { DeadState, RecordedGrant, RecordedSealing } from './audit/recorded-grants.ts';
import { settledAfterMs } from './audit/stored-versions.ts';

/**
 * `rolled_back`: the row is older than what was recorded after it had been stored, or was so before it was renewed again; an
 * older row, or an older database, was put back. `not_sealed`: the row is older than what was recorded before it was to be stored; so it is after a stop in
 * between, until the grant is renewed or sealed the next time, and after an older row was put back. `revived`: the newest
 * word of the audit is that the grant is dead, and its row says that it is not.
 */
export type GrantFindingReason = 'rolled_back' | 'not_sealed' | 'revived';

/** A grant of which the audit knows something newer than the store. */
export interface GrantFinding {
  readonly grant: GrantId;
  readonly partner: TenantId;
  readonly reason: GrantFindingReason;
  /** Undefined for `revived`. */
  readonly recordedVersion?: number;
  /** For `revived` alone. */
  readonly recordedState?: DeadState;
  /** Epoch milliseconds. */
  readonly recordedAt: number;
  /** Undefined when there is no such row. */
  readonly storedVersion?: number;
  /** Undefined when there is no such row. */
  readonly storedState?: GrantState;
}

type Row = Pick<SealedGrant, 'version' | 'consentedAt' | 'state' | 'stateSince'>;

const pageSize = 500;
/** From the consent to the record of its sealing it takes less. */
const sealedWithinMs = 5 * 60_000;

/**
 * Compares the rows of grants with what the audit says of them. The rows are read after the audit was, so that a row which
 * is renewed meanwhile is newer, never older.
 *
 * @param startedAt when the audit began to be read, epoch milliseconds
 * @throws ConsentryError `store_unavailable`
 */
export async function compareGrants(
  grants: Pick<GrantStore, 'list'>,
  recorded: readonly RecordedGrant[],
  startedAt: number,
  clock: Clock,
): Promise<readonly GrantFinding[]> {
  const stored = new Map<GrantId, Row>();
  let after: GrantId | undefined;
  do {
    const page = await grants.list({ limit: pageSize, ...(after !== undefined && { after }) });
    for (const { id, version, consentedAt, state, stateSince } of page) {
      stored.set(id, { version, consentedAt, state, stateSince });
    }
    after = page.at(-1)?.id;
  } while (after !== undefined);
  const settledBefore = startedAt - settledAfterMs;
  const comesLater = clock.now() + settledAfterMs;
  return recorded.flatMap((one) => {
    const row = stored.get(one.grant);
    // Who puts a row back may write any instant into it: one that is still to come excuses nothing.
    const isSettled = row !== undefined && (row.stateSince < settledBefore || row.stateSince > comesLater);
    return findOlder(one, row, settledBefore) ?? (isSettled ? findRevived(one, row) : undefined) ?? [];
  });
}

function findOlder(
  recorded: RecordedGrant,
  stored: Row | undefined,
  settledBefore: number,
): GrantFinding | undefined {
  const { grant, partner, sealings } = recorded;
  const row = {
    grant,
    partner,
    ...(stored && { storedVersion: stored.version, storedState: stored.state }),
  };
  const version = stored?.version ?? 0;
  const standing = findStanding(recorded, stored);
  const { renewed, repeated } = (standing ?? recorded).since;
  const older = renewed !== undefined && renewed.version > version ? renewed : repeated;
  if (older !== undefined) {
    return { ...row, reason: 'rolled_back', recordedVersion: older.version, recordedAt: older.at };
  }
  const later = standing === undefined ? sealings : sealings.slice(sealings.indexOf(standing) + 1);
  const sealed = later.findLast((one) => one.version > version && one.at < settledBefore);
  if (sealed !== undefined) {
    return { ...row, reason: 'not_sealed', recordedVersion: sealed.version, recordedAt: sealed.at };
  }
  return undefined;
}

/**
 * The sealing that the row stands on: a person consented anew, and whatever the row was before is over. One that was
 * recorded and never stored ends nothing. The instant of the consent tells them apart: a renewal leaves it as it is.
 */
function findStanding({ sealings }: RecordedGrant, row: Row | undefined): RecordedSealing | undefined {
  if (row === undefined) return undefined;
  const { consentedAt, version } = row;
  const sealing = sealings.find(({ at }) => at >= consentedAt);
  return sealing !== undefined && sealing.at <= consentedAt + sealedWithinMs && sealing.version <= version
    ? sealing
    : undefined;
}

function findRevived(recorded: RecordedGrant, stored: Row): GrantFinding | undefined {
  const { grant, partner, dead } = recorded;
  if (dead === undefined || (stored.state !== 'healthy' && stored.state !== 'admin_needed')) return undefined;
  if (findStanding(recorded, stored)?.endsState === true) return undefined;
  return {
    grant,
    partner,
    reason: 'revived',
    recordedState: dead.state,
    recordedAt: dead.at,
    storedVersion: stored.version,
    storedState: stored.state,
  };
}
