import {
  digest,
  type Invitation,
  type InvitationId,
  type InvitedCustomer,
  type Secret,
  type TenantId,
} from '@consentry/core';
import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import { beginsWith, foldName } from './fold-name.ts';
import { knowPartner, matchingPartners } from './partners.ts';
import type { InvitationsTable, Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';
import { transact } from './transact.ts';

/** How an invitation stands. */
export type InvitationState = 'open' | 'spent' | 'expired' | 'revoked';

/** What is looked for in a list of invitations. */
export interface InvitationSearch {
  readonly limit: number;
  readonly after?: InvitationId | undefined;
  readonly state?: InvitationState | undefined;
  /** How the partner’s name, its tenant id, an account of it or the account that is invited begins. */
  readonly text?: string | undefined;
  readonly partner?: TenantId | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The rows of invitations. Of the secret part of a link only the digest is stored. An invitation is spent with
 * the grant or the approval that it led to.
 */
export interface InvitationStore {
  add(invitation: Invitation, handle: Secret<string>): Promise<void>;
  findByHandle(handle: string): Promise<Invitation | undefined>;
  find(id: InvitationId): Promise<Invitation | undefined>;
  /** Those of partners and customers, the newest first; tests of accounts are none of them. */
  list(search: InvitationSearch): Promise<readonly Invitation[]>;
  /** Takes one back that was not used. False where it was used, or taken back before. @param at epoch milliseconds */
  revoke(id: InvitationId, at: number): Promise<boolean>;
  /** Uses one up that leads to nothing that is stored. True for exactly one of all who try. */
  spend(id: InvitationId, at: number): Promise<boolean>;
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
        revoked_at: invitation.revokedAt ?? null,
      };
      await transact(db, async (transaction) => {
        await transaction.insertInto('invitations').values(row).execute();
        // Whoever tests an account invites no partner.
        if (invitation.kind !== 'test')
          await knowPartner(transaction, invitation.partner, invitation.partnerName);
      });
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

    async list({ limit, after, state, text, partner, now }) {
      let query = db
        .selectFrom('invitations')
        .selectAll()
        .where('kind', '<>', 'test')
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (after !== undefined)
        query = query.where(
          sql<boolean>`(created_at, id) < (select i.created_at, i.id from invitations as i where i.id = ${after})`,
        );
      if (state !== undefined) query = query.where((builder) => isIn(builder, state, now));
      if (partner !== undefined) query = query.where('partner', '=', partner);
      if (text !== undefined) {
        const folded = foldName(text);
        query = query.where(({ or, eb }) =>
          or([eb('partner', 'in', matchingPartners(db, folded)), beginsWith(sql`lower(account)`, folded)]),
        );
      }
      return (await query.execute()).map(readRow);
    },

    async revoke(id, at) {
      const revoked = await db
        .updateTable('invitations')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('spent_at', 'is', null)
        .where('revoked_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return revoked !== undefined;
    },

    spend: (id, at) => db.transaction().execute((transaction) => spendInvitation(transaction, id, at)),

    async countOpen(partner, now) {
      const open = db
        .selectFrom('invitations')
        .select(({ fn }) => [fn.countAll<number>().as('open'), fn.max('expires_at').as('until')])
        .where('kind', '=', 'connect')
        .where('spent_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now);
      const row = await (partner === undefined
        ? open
        : open.where('partner', '=', partner)
      ).executeTakeFirstOrThrow();
      return { open: row.open, until: row.until ?? 0 };
    },
  };
}

/** @see invitationStateOf */
function isIn({ and, eb }: ExpressionBuilder<Schema, 'invitations'>, state: InvitationState, now: number) {
  if (state === 'spent') return eb('spent_at', 'is not', null);
  if (state === 'revoked') return and([eb('spent_at', 'is', null), eb('revoked_at', 'is not', null)]);
  return and([
    eb('spent_at', 'is', null),
    eb('revoked_at', 'is', null),
    eb('expires_at', state === 'open' ? '>' : '<=', now),
  ]);
}

/** How an invitation stands at an instant. */
export function invitationStateOf(
  { spentAt, revokedAt, expiresAt }: Pick<Invitation, 'spentAt' | 'revokedAt' | 'expiresAt'>,
  now: number,
): InvitationState {
  if (spentAt !== undefined) return 'spent';
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt > now ? 'open' : 'expired';
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
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  };
}

/** The store wrote it: fields that are not there were undefined. */
function readCustomer(json: string): InvitedCustomer {
  const { tenant, name, allowed, resources } = JSON.parse(json) as Partial<InvitedCustomer>;
  return { tenant, name, allowed, resources };
}
