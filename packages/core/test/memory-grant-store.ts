import type { GrantId, InvitationId } from '../src/ids.ts';
import type { GrantStore, SealedGrant } from '../src/vault/grant-store.ts';

/** The rows of grants in memory; passes `grant-store-suite.ts`. */
export interface MemoryGrantStore extends GrantStore {
  /** Adds an invitation that a grant may spend. */
  invite(id: InvitationId): void;
  /** When an invitation was spent, epoch milliseconds. */
  spentAt(id: InvitationId): number | undefined;
}

export function createMemoryGrantStore(...stored: readonly SealedGrant[]): MemoryGrantStore {
  const rows = new Map<GrantId, SealedGrant>(stored.map((grant) => [grant.id, grant]));
  const invitations = new Map<InvitationId, number | undefined>();
  const isSameAccount = (a: SealedGrant, b: SealedGrant): boolean =>
    a.partner === b.partner && a.subject === b.subject && a.application === b.application;

  return {
    invite: (id) => void invitations.set(id, undefined),
    spentAt: (id) => invitations.get(id),
    find: async (id) => rows.get(id),
    findBySubject: async (partner, subject, application) =>
      [...rows.values()].find(
        (row) => row.partner === partner && row.subject === subject && row.application === application,
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
    async save(grant, expectedVersion, spending) {
      const isSpent =
        spending !== undefined && (!invitations.has(spending) || invitations.get(spending) !== undefined);
      if (isSpent) return 'spent';
      const other = [...rows.values()].find((row) => isSameAccount(row, grant) && row.id !== grant.id);
      if (other !== undefined || (rows.get(grant.id)?.version ?? 0) !== expectedVersion) return 'raced';
      rows.set(grant.id, grant);
      if (spending !== undefined) invitations.set(spending, grant.sealedAt);
      return 'saved';
    },
    async renew(id, version, next) {
      const row = rows.get(id);
      if (row?.version !== version || row.state !== 'healthy') return false;
      rows.set(id, { ...row, ...next });
      return true;
    },
    async changeState(id, version, { state, reason, since }) {
      const row = rows.get(id);
      if (row?.version !== version) return false;
      rows.set(id, { ...row, state, stateReason: reason, stateSince: since });
      return true;
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
