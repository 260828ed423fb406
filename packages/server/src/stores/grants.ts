import type { GrantStore, SealedGrant } from '@consentry/core';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { z } from 'zod';
import type { GrantsTable, Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';

const texts = z.array(z.string());

/** The rows of grants. @see GrantStore for what each method guarantees */
export function createGrantStore(db: Kysely<Schema>): GrantStore {
  return {
    async find(id) {
      return readGrant(await db.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst());
    },

    async findBySubject(partner, subject, application) {
      const row = await db
        .selectFrom('grants')
        .selectAll()
        .where('partner', '=', partner)
        .where('subject', '=', subject)
        .where('application', '=', application)
        .executeTakeFirst();
      return readGrant(row);
    },

    async listByPartner(partner) {
      const rows = await db
        .selectFrom('grants')
        .selectAll()
        .where('partner', '=', partner)
        .orderBy('consented_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(readRow);
    },

    async list({ limit, after }) {
      const page = db.selectFrom('grants').selectAll().orderBy('id').limit(limit);
      const rows = await (after === undefined ? page : page.where('id', '>', after)).execute();
      return rows.map(readRow);
    },

    async save(grant, expectedVersion, spending) {
      try {
        return await db.transaction().execute(async (transaction) => {
          // The invitation comes first: of two that finish it at once, the second hears that it was used.
          const isFree =
            spending === undefined || (await spendInvitation(transaction, spending, grant.sealedAt));
          if (!isFree) return 'spent';
          await swap(transaction, grant, expectedVersion);
          return 'saved';
        });
      } catch (error) {
        if (error instanceof Raced) return 'raced';
        throw error;
      }
    },

    async renew(id, version, next) {
      const renewed = await db
        .updateTable('grants')
        .set({ secret: next.secret, version: next.version, sealed_at: next.sealedAt })
        .where('id', '=', id)
        .where('version', '=', version)
        .where('state', '=', 'healthy')
        .returning('id')
        .executeTakeFirst();
      return renewed !== undefined;
    },

    async changeState(id, version, { state, reason, since }) {
      const changed = await db
        .updateTable('grants')
        .set({ state, state_reason: reason, state_since: since })
        .where('id', '=', id)
        .where('version', '=', version)
        .returning('id')
        .executeTakeFirst();
      return changed !== undefined;
    },
  };
}

/** Rolls the transaction back, with the invitation that was spent in it; never leaves {@link createGrantStore}. */
class Raced extends Error {
  override readonly name = 'Raced';
}

/** @throws Raced when the stored row has another version */
async function swap(
  transaction: Transaction<Schema>,
  grant: SealedGrant,
  expectedVersion: number,
): Promise<void> {
  const row = writeRow(grant);
  const swapped =
    expectedVersion === 0
      ? await transaction
          .insertInto('grants')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
      : await transaction
          .updateTable('grants')
          .set(row)
          .where('id', '=', grant.id)
          .where('version', '=', expectedVersion)
          .returning('id')
          .executeTakeFirst();
  if (swapped === undefined) throw new Raced();
}

function writeRow(grant: SealedGrant): Insertable<GrantsTable> {
  return {
    id: grant.id,
    partner: grant.partner,
    subject: grant.subject,
    username: grant.username ?? null,
    display_name: grant.displayName ?? null,
    application: grant.application,
    scopes: JSON.stringify(grant.scopes),
    amr: JSON.stringify(grant.amr),
    mfa: grant.mfa,
    consented_at: grant.consentedAt,
    version: grant.version,
    secret: grant.secret,
    sealed_at: grant.sealedAt,
    state: grant.state,
    state_reason: grant.stateReason,
    state_since: grant.stateSince,
  };
}

function readGrant(row: Selectable<GrantsTable> | undefined): SealedGrant | undefined {
  return row === undefined ? undefined : readRow(row);
}

function readRow(row: Selectable<GrantsTable>): SealedGrant {
  return {
    id: row.id,
    partner: row.partner,
    subject: row.subject,
    username: row.username ?? undefined,
    displayName: row.display_name ?? undefined,
    application: row.application,
    scopes: texts.parse(JSON.parse(row.scopes)),
    amr: texts.parse(JSON.parse(row.amr)),
    mfa: row.mfa,
    consentedAt: row.consented_at,
    version: row.version,
    secret: row.secret,
    sealedAt: row.sealed_at,
    state: row.state,
    stateReason: row.state_reason,
    stateSince: row.state_since,
  };
}
