import type { GrantState, GrantStore, RowVersion, SealedGrant } from '@consentry/core';
import type {
  Insertable,
  Kysely,
  Selectable,
  Transaction,
  Updateable,
  UpdateQueryBuilder,
  UpdateResult,
} from 'kysely';
import { z } from 'zod';
import type { GrantsTable, Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';
import { transact } from './transact.ts';

const texts = z.array(z.string());
const facts = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]),
);
const states: readonly GrantState[] = ['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked'];
/** States in which a refresh token is redeemed and renewed. */
const alive: readonly GrantState[] = ['healthy', 'admin_needed'];

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

    async save(grant, expectedVersion, { spending, startedAt } = {}) {
      try {
        return await transact(db, async (transaction) => {
          // The invitation comes first: of two that finish it at once, the second hears that it was used.
          const isFree =
            spending === undefined || (await spendInvitation(transaction, spending, grant.sealedAt));
          if (!isFree) return 'spent';
          await swap(transaction, grant, expectedVersion, startedAt);
          return 'saved';
        });
      } catch (error) {
        if (error instanceof NotSwapped) return error.outcome;
        throw error;
      }
    },

    async listDue(at, limit) {
      const rows = await db
        .selectFrom('grants')
        .selectAll()
        .where('state', 'in', alive)
        .where('exercise_at', '<=', at)
        .orderBy('exercise_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(readRow);
    },

    beginRedemption: (row, at) => changed(updateOf(row, { redeeming_since: at }).where('state', 'in', alive)),

    async endRedemption(row) {
      await changed(updateOf(row, { redeeming_since: null }));
    },

    renew(row, { secret, version, sealedAt, exerciseAt }) {
      const next = { secret, version, sealed_at: sealedAt, exercise_at: exerciseAt, redeeming_since: null };
      return changed(updateOf(row, next).where('state', 'in', alive));
    },

    changeState: (row, { state, reason, since, evidence }) =>
      changed(
        updateOf(row, {
          state,
          state_reason: reason,
          state_since: since,
          state_evidence: JSON.stringify(evidence),
        })
          .where('state', '=', row.state)
          .where('state', '!=', 'revoked'),
      ),

    async revoke(id, { reason, since }) {
      const revoked = await db
        .updateTable('grants')
        .set({ state: 'revoked', state_reason: reason, state_since: since, state_evidence: '{}' })
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return revoked !== undefined;
    },

    async moveProof(id, from, to) {
      const moved = await db
        .updateTable('grants')
        .set({ proved_at: to ?? null })
        .where('id', '=', id)
        .where('proved_at', from === undefined ? 'is' : '=', from ?? null)
        .returning('id')
        .executeTakeFirst();
      return moved !== undefined;
    },

    async moveExercise(id, from, to) {
      const moved = await db
        .updateTable('grants')
        .set({ exercise_at: to })
        .where('id', '=', id)
        .where('exercise_at', '=', from)
        .returning('id')
        .executeTakeFirst();
      return moved !== undefined;
    },
  };

  /** Changes the row that was read, if it is still that one and nobody has overtaken the lease. */
  function updateOf({ id, version, fence }: RowVersion, values: Updateable<GrantsTable>): GrantUpdate {
    const update = db.updateTable('grants').set(values).where('id', '=', id).where('version', '=', version);
    if (fence === undefined) return update;
    return update.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('leases')
          .select('leases.key')
          .where('leases.key', '=', fence.key)
          .where('leases.number', '=', fence.number),
      ),
    );
  }
}

type GrantUpdate = UpdateQueryBuilder<Schema, 'grants', 'grants', UpdateResult>;

/** True when a row was changed. */
async function changed(update: GrantUpdate): Promise<boolean> {
  return (await update.returning('id').executeTakeFirst()) !== undefined;
}

/** Rolls the transaction back, with the invitation that was spent in it; never leaves {@link createGrantStore}. */
class NotSwapped extends Error {
  override readonly name = 'NotSwapped';
  readonly outcome: 'raced' | 'revoked';

  constructor(outcome: NotSwapped['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** @throws NotSwapped when the stored row has another version, or was revoked since `startedAt` */
async function swap(
  transaction: Transaction<Schema>,
  grant: SealedGrant,
  expectedVersion: number,
  startedAt = 0,
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
          .where(({ or, eb }) => or([eb('state', '!=', 'revoked'), eb('state_since', '<', startedAt)]))
          .returning('id')
          .executeTakeFirst();
  if (swapped !== undefined) return;
  const stored = await transaction
    .selectFrom('grants')
    .select('state')
    .where('id', '=', grant.id)
    .where('version', '=', expectedVersion)
    .executeTakeFirst();
  throw new NotSwapped(stored?.state === 'revoked' ? 'revoked' : 'raced');
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
    state_evidence: JSON.stringify(grant.stateEvidence),
    exercise_at: grant.exerciseAt,
    redeeming_since: grant.redeemingSince ?? null,
    proved_at: grant.provedAt ?? null,
  };
}

function readGrant(row: Selectable<GrantsTable> | undefined): SealedGrant | undefined {
  return row === undefined ? undefined : readRow(row);
}

/** A row that somebody damaged is held, whatever it says of itself: it hands out nothing, and the others are read. */
function readRow(row: Selectable<GrantsTable>): SealedGrant {
  const scopes = texts.safeParse(parseJson(row.scopes));
  const amr = texts.safeParse(parseJson(row.amr));
  const evidence = facts.safeParse(parseJson(row.state_evidence));
  const isWhole = scopes.success && amr.success && evidence.success && states.includes(row.state);
  const isDamaged = !isWhole && row.state !== 'revoked';
  return {
    id: row.id,
    partner: row.partner,
    subject: row.subject,
    username: row.username ?? undefined,
    displayName: row.display_name ?? undefined,
    application: row.application,
    scopes: scopes.data ?? [],
    amr: amr.data ?? [],
    mfa: row.mfa,
    consentedAt: row.consented_at,
    version: row.version,
    secret: row.secret,
    sealedAt: row.sealed_at,
    state: isDamaged ? 'held' : row.state,
    stateReason: isDamaged ? 'row_damaged' : row.state_reason,
    stateSince: row.state_since,
    stateEvidence: evidence.data ?? {},
    exerciseAt: row.exercise_at,
    redeemingSince: row.redeeming_since ?? undefined,
    provedAt: row.proved_at ?? undefined,
  };
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
