import type { Posture } from '../posture.ts';
import { mostRows } from '../sources/sources.ts';
import type { AccountKind, AccountRow, AccountState } from './account-row.ts';
import { rowsOf } from './list-account-rows.ts';

/** Accounts: all of them counted, and those by name that need somebody’s attention. */
export interface AccountTable {
  /** Disabled ones too. */
  readonly total: number;
  /** By kind and state. The counts together are the total. */
  readonly counts: readonly AccountCount[];
  /**
   * Accounts that can sign in, and of whom MFA is not known to be wanted at every sign-in, that are not known to have a second factor,
   * or that signed in without MFA. The gravest first; those with a grant before the others. At most `mostRows`.
   */
  readonly rows: readonly AccountRow[];
  /** How many rows more there would be. */
  readonly leftOut: number;
}

/** How many accounts of a kind and a state have registered for MFA. */
export interface AccountCount {
  readonly kind: AccountKind;
  readonly state: AccountState;
  readonly count: number;
  /** How many of them registered a second factor, did not, or may have. */
  readonly registered: number;
  readonly notRegistered: number;
  readonly registrationUnknown: number;
}

export function createAccountTable(posture: Posture): AccountTable | undefined {
  if (posture.coverages === undefined) return undefined;
  const counts = new Map<string, AccountCount>();
  const ranks: AccountRow[][] = [];
  let [total, attention] = [0, 0];
  for (const row of rowsOf(posture)) {
    total += 1;
    const key = `${row.kind} ${row.state}`;
    counts.set(key, counted(counts.get(key), row));
    const rank = findRank(posture, row);
    if (rank === undefined) continue;
    attention += 1;
    const ranked = (ranks[rank] ??= []);
    if (ranked.length < mostRows) ranked.push(row);
  }
  const rows = ranks.flat().slice(0, mostRows);
  return {
    total,
    counts: [...counts.values()].toSorted((a, b) => b.count - a.count),
    rows,
    leftOut: attention - rows.length,
  };
}

function counted(before: AccountCount | undefined, { kind, state, isRegistered }: AccountRow): AccountCount {
  const { count = 0, registered = 0, notRegistered = 0, registrationUnknown = 0 } = before ?? {};
  return {
    kind,
    state,
    count: count + 1,
    registered: registered + Number(isRegistered === true),
    notRegistered: notRegistered + Number(isRegistered === false),
    registrationUnknown: registrationUnknown + Number(isRegistered === undefined),
  };
}

/** How grave it is, from 0 on; undefined where nothing is to be done. Whoever has a grant goes before others of the same gravity. */
function findRank(posture: Posture, row: AccountRow): number | undefined {
  const gravity = findGravity(posture, row);
  if (gravity === undefined) return undefined;
  // Microsoft exempts the account of Entra Connect.
  return 2 * (row.kind === 'synchronization' ? 5 : gravity) + Number(row.grants.length === 0);
}

function findGravity(posture: Posture, row: AccountRow): number | undefined {
  const { state, isRegistered } = row;
  if (state === 'disabled') return undefined;
  // Whoever signs in at an identity provider has the second factor there, unless Entra does its own.
  const lacksMethod = isRegistered !== true && posture.federatedDomainOf(row.name) === undefined;
  if (state !== 'covered' && state !== 'unknown') return isRegistered === true ? 1 : 0;
  if ((row.signInsWithoutMfa ?? 0) > 0) return 2;
  if (lacksMethod && isRegistered === false) return 3;
  return state === 'unknown' || lacksMethod ? 4 : undefined;
}
