import type { GrantId, InvitationId } from '../src/ids.ts';
import type { GrantStore, Revocation, RowVersion, SealedGrant } from '../src/vault/grant-store.ts';

/** The rows of grants in memory; passes `grant-store-suite.ts`. */
export interface MemoryGrantStore extends GrantStore {
  /** How many revocations there were. */
  changes(): number;
  /** Adds an invitation that a grant may spend. */
  invite(id: InvitationId): void;
  /** When an invitation was spent, epoch milliseconds. */
  spentAt(id: InvitationId): number | undefined;
}

export function createMemoryGrantStore(...stored: readonly SealedGrant[]): MemoryGrantStore {
  const rows = new Map<GrantId, SealedGrant>(stored.map((grant) => [grant.id, grant]));
  const invitations = new Map<InvitationId, number | undefined>();
  /** Since when somebody puts a grant to the proof. */
  const proving = new Map<GrantId, number>();
  let changes = 0;
  /** Which change took a grant back. */
  const revocations = new Map<GrantId, number>();
  const isSameAccount = (a: SealedGrant, b: SealedGrant): boolean =>
    isAccountOf(a, b) && a.purged === undefined && b.purged === undefined;
  const revoke = (row: SealedGrant, { reason, since, purges = false }: Revocation) => {
    const state = { state: 'revoked', stateReason: reason, stateSince: since, stateEvidence: {} } as const;
    const purged = purges ? { purged: { at: since, outcome: 'unfinished' } as const, ...row } : row;
    rows.set(row.id, { ...purged, ...state });
    revocations.set(row.id, changes);
  };
  /** Changes a row if it has this version and may change. */
  const change = (
    { id, version }: RowVersion,
    mayChange: (row: SealedGrant) => boolean,
    values: Partial<SealedGrant>,
  ): boolean => {
    const row = rows.get(id);
    if (row?.version !== version || !mayChange(row)) return false;
    rows.set(id, { ...row, ...values });
    return true;
  };

  return {
    changes: () => changes,
    invite: (id) => void invitations.set(id, undefined),
    spentAt: (id) => invitations.get(id),
    find: async (id) => rows.get(id),
    findBySubject: async (partner, subject, application) =>
      [...rows.values()].find(
        (row) =>
          row.partner === partner &&
          row.subject === subject &&
          row.application === application &&
          row.purged === undefined,
      ),
    listByPartner: async (partner) =>
      [...rows.values()]
        .filter((row) => row.partner === partner)
        .toSorted((a, b) => b.consentedAt - a.consentedAt || compare(a.id, b.id)),
    list: async ({ limit, after }) =>
      [...rows.values()]
        .toSorted((a, b) => compare(a.id, b.id))
        .filter(({ id }) => after === undefined || id > after)
        .slice(0, limit),
    listDue: async (at, limit) =>
      [...rows.values()]
        .filter((row) => isAlive(row) && row.exerciseAt <= at)
        .toSorted((a, b) => a.exerciseAt - b.exerciseAt || compare(a.id, b.id))
        .slice(0, limit),
    async save(grant, expectedVersion, { spending, changesBefore = -1 } = {}) {
      const isSpent =
        spending !== undefined && (!invitations.has(spending) || invitations.get(spending) !== undefined);
      if (isSpent) return 'spent';
      const other = [...rows.values()].find((row) => isSameAccount(row, grant) && row.id !== grant.id);
      const row = rows.get(grant.id);
      if (other !== undefined || (row?.version ?? 0) !== expectedVersion) return 'raced';
      if (row?.purged !== undefined) return 'raced';
      const isPurged = [...rows.values()].some(
        (one) =>
          isAccountOf(one, grant) &&
          one.purged !== undefined &&
          changesBefore < (revocations.get(one.id) ?? 0),
      );
      if (row === undefined && isPurged) return 'revoked';
      const revokedBy = revocations.get(grant.id) ?? 0;
      if (row?.state === 'revoked' && changesBefore < revokedBy) return 'revoked';
      rows.set(grant.id, grant);
      if (spending !== undefined) invitations.set(spending, grant.sealedAt);
      return 'saved';
    },
    beginRedemption: async (row, at) => change(row, isAlive, { redeemingSince: at }),
    endRedemption: async (row) => void change(row, () => true, { redeemingSince: undefined }),
    renew: async (row, next) => change(row, isAlive, { ...next, redeemingSince: undefined }),
    relocate: async (row, { secret, version }) =>
      change(row, ({ state }) => state !== 'revoked', { secret, version }),
    changeState: async (row, { state, reason, since, evidence }) =>
      change(row, ({ state: present }) => present === row.state && present !== 'revoked', {
        state,
        stateReason: reason,
        stateSince: since,
        stateEvidence: evidence,
      }),
    async revoke(id, to) {
      const row = rows.get(id);
      if (row === undefined) return false;
      changes += 1;
      revoke(row, to);
      return true;
    },
    async revokeAll(partner, to) {
      const alive = [...rows.values()]
        .filter((row) => row.state !== 'revoked' && (partner === undefined || row.partner === partner))
        .toSorted((a, b) => compare(a.id, b.id));
      changes += 1;
      for (const row of alive) revoke(row, to);
      return alive;
    },
    listRevokedAfter: async (last) =>
      [...rows.values()]
        .filter(({ id, state }) => state === 'revoked' && (revocations.get(id) ?? 0) > last)
        .map(({ id }) => id)
        .toSorted(compare),
    async notePurged(id, purged) {
      const row = rows.get(id);
      if (row?.state !== 'revoked') return false;
      rows.set(id, { ...row, purged });
      return true;
    },
    async beginProof(id, at, staleBefore) {
      const since = proving.get(id);
      if (since !== undefined && since >= staleBefore) return false;
      proving.set(id, at);
      return true;
    },
    async endProof(id, begunAt, passedAt) {
      if (proving.get(id) !== begunAt) return;
      proving.delete(id);
      const row = rows.get(id);
      if (row !== undefined && passedAt !== undefined) rows.set(id, { ...row, provedAt: passedAt });
    },
    async moveExercise(id, from, to) {
      const row = rows.get(id);
      if (row?.exerciseAt !== from) return false;
      rows.set(id, { ...row, exerciseAt: to });
      return true;
    },
  };
}

function isAccountOf(a: SealedGrant, b: SealedGrant): boolean {
  return a.partner === b.partner && a.subject === b.subject && a.application === b.application;
}

function isAlive({ state }: SealedGrant): boolean {
  return state === 'healthy' || state === 'admin_needed';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
