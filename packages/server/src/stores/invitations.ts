import {
  digest,
  type Invitation,
  type InvitationId,
  type InvitedCustomer,
  type Secret,
  type TenantId,
} from '@consentry/core';
import type { Kysely, Selectable } from 'kysely';
import type { InvitationsTable, Schema } from './schema.ts';

/**
 * The rows of invitations. Of the secret part of a link only the digest is stored. An invitation is spent with
 * the grant or the approval that it led to.
 */
export interface InvitationStore {
  add(invitation: Invitation, handle: Secret<string>): Promise<void>;
  findByHandle(handle: string): Promise<Invitation | undefined>;
  find(id: InvitationId): Promise<Invitation | undefined>;
  /** How many of a partner, or of all, still work, and until when at most: epoch milliseconds, 0 for none. */
  countOpen(
    partner: TenantId | undefined,
    now: number,
  ): Promise<{ readonly open: number; readonly until: number }>;
}

export function createInvitationStore(db: Kysely<Schema>): InvitationStore {
  return {
    async add(invitation, handle) {
      const row = {
        id: invitation.id,
        handle_digest: digest(handle.reveal()),
        kind: invitation.kind,
        partner: invitation.partner,
        partner_name: invitation.partnerName ?? null,
        partner_kind: invitation.partnerKind ?? null,
        account: invitation.account ?? null,
        account_id: invitation.accountId ?? null,
        accepts_unknown_mfa: invitation.acceptsUnknownMfa ? 1 : 0,
        challenged_by: invitation.challenge?.tenant ?? null,
        claims: invitation.challenge?.claims ?? null,
        customer: invitation.customer === undefined ? null : JSON.stringify(invitation.customer),
        created_at: invitation.createdAt,
        expires_at: invitation.expiresAt,
        spent_at: invitation.spentAt ?? null,
      };
      await db.insertInto('invitations').values(row).execute();
    },

    async findByHandle(handle) {
      const row = await db
        .selectFrom('invitations')
        .selectAll()
        .where('handle_digest', '=', digest(handle))
        .executeTakeFirst();
      return row && readRow(row);
    },

    async find(id) {
      const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && readRow(row);
    },

    async countOpen(partner, now) {
      const open = db
        .selectFrom('invitations')
        .select(({ fn }) => [fn.countAll<number>().as('open'), fn.max('expires_at').as('until')])
        .where('kind', '=', 'connect')
        .where('spent_at', 'is', null)
        .where('expires_at', '>', now);
      const row = await (partner === undefined
        ? open
        : open.where('partner', '=', partner)
      ).executeTakeFirstOrThrow();
      return { open: row.open, until: row.until ?? 0 };
    },
  };
}

function readRow(row: Selectable<InvitationsTable>): Invitation {
  const { challenged_by: tenant, claims } = row;
  return {
    id: row.id,
    kind: row.kind,
    partner: row.partner,
    partnerName: row.partner_name ?? undefined,
    partnerKind: row.partner_kind ?? undefined,
    account: row.account ?? undefined,
    accountId: row.account_id ?? undefined,
    acceptsUnknownMfa: row.accepts_unknown_mfa === 1,
    challenge: tenant === null || claims === null ? undefined : { tenant, claims },
    customer: row.customer === null ? undefined : readCustomer(row.customer),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    spentAt: row.spent_at ?? undefined,
  };
}

/** The store wrote it: fields that are not there were undefined. */
function readCustomer(json: string): InvitedCustomer {
  const { tenant, name, allowed, resources } = JSON.parse(json) as Partial<InvitedCustomer>;
  return { tenant, name, allowed, resources };
}
