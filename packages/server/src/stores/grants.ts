import {
  type GrantId,
  type GrantState,
  type GrantStore,
  type PurgeState,
  partnerKinds,
  type Revocation,
  type RowVersion,
  type SealedGrant,
} from '@consentry/core';
import type {
  ExpressionBuilder,
  Insertable,
  Kysely,
  Selectable,
  Transaction,
  Updateable,
  UpdateQueryBuilder,
  UpdateResult,
} from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import { createLookup } from './lookup.ts';
import type { AccessChanges } from './news.ts';
import { generationNow } from './news.ts';
import { knowPartner } from './partners.ts';
import type { GrantsTable, Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';

const texts = z.array(z.string());
const facts = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]),
);
/** States in which a refresh token is redeemed and renewed. */
const alive: readonly GrantState[] = ['healthy', 'admin_needed'];

/**
 * The rows of grants. What decides whether a grant hands out tokens is news for other replicas: its sealing and its
 * state. A renewal is none, for who redeems reads the row anew.
 *
 * @see GrantStore for what each method guarantees
 */
export function createGrantStore(db: Kysely<Schema>, changes: AccessChanges): GrantStore {
  const findRow = createLookup(db, (id: GrantId) => db.selectFrom('grants').selectAll().where('id', '=', id));
  return {
    async find(id) {
      return readGrant(await findRow(id));
    },

    async findBySubject(partner, subject, application) {
      const row = await db
        .selectFrom('grants')
        .selectAll()
        .where('partner', '=', partner)
        .where('subject', '=', subject)
        .where('application', '=', application)
        .where('purged', 'is', null)
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
      return readRows(rows);
    },

    async list({ limit, after }) {
      const page = db.selectFrom('grants').selectAll().orderBy('id').limit(limit);
      const rows = await (after === undefined ? page : page.where('id', '>', after)).execute();
      return readRows(rows);
    },

    async save(grant, expectedVersion, { spending, changesBefore } = {}) {
      try {
        return await changes.change(async (transaction) => {
          // The invitation comes first: of two that finish it at once, the second hears that it was used.
          const isFree =
            spending === undefined || (await spendInvitation(transaction, spending, grant.sealedAt));
          if (!isFree) return 'spent';
          await swap(transaction, grant, expectedVersion, changesBefore);
          if (expectedVersion === 0) await knowPartner(transaction, grant.partner, undefined);
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
        .where(isRunning)
        .orderBy('exercise_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return readRows(rows);
    },

    beginRedemption: (row, at) => changed(updateOf(row, { redeeming_since: at }).where('state', 'in', alive)),

    async endRedemption(row) {
      await changed(updateOf(row, { redeeming_since: null }));
    },

    renew(row, { secret, version, sealedAt, exerciseAt }) {
      const next = { secret, version, sealed_at: sealedAt, exercise_at: exerciseAt, redeeming_since: null };
      return changed(updateOf(row, next).where('state', 'in', alive));
    },

    relocate: (row, { secret, version }) =>
      changed(updateOf(row, { secret, version }).where('state', '!=', 'revoked')),

    changeState: (row, { state, reason, since, evidence }) => {
      const values = {
        state,
        state_reason: reason,
        state_since: since,
        state_evidence: JSON.stringify(evidence),
      };
      return changes.change((transaction) =>
        changed(
          updateOf(row, values, transaction).where('state', '=', row.state).where('state', '!=', 'revoked'),
        ),
      );
    },

    async beginProof(id, at, staleBefore) {
      const begun = await db
        .updateTable('grants')
        .set({ proving_since: at })
        .where('id', '=', id)
        .where(({ or, eb }) => or([eb('proving_since', 'is', null), eb('proving_since', '<', staleBefore)]))
        .returning('id')
        .executeTakeFirst();
      return begun !== undefined;
    },

    async endProof(id, begunAt, passedAt) {
      await db
        .updateTable('grants')
        .set({ proving_since: null, ...(passedAt !== undefined && { proved_at: passedAt }) })
        .where('id', '=', id)
        .where('proving_since', '=', begunAt)
        .execute();
    },

    revoke: (id, change) =>
      changes.changeInTurn(async (transaction) => {
        const revoked = await transaction
          .updateTable('grants')
          .set(toRevoked(change))
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst();
        return revoked !== undefined;
      }),

    revokeAll: (partner, change) =>
      changes.changeInTurn(async (transaction) => {
        const all = transaction
          .selectFrom('grants')
          .selectAll()
          .where('state', '!=', 'revoked')
          .orderBy('id');
        const rows = await (partner === undefined ? all : all.where('partner', '=', partner)).execute();
        const taken = transaction
          .updateTable('grants')
          .set(toRevoked(change))
          .where('state', '!=', 'revoked');
        await (partner === undefined ? taken : taken.where('partner', '=', partner)).execute();
        return readRows(rows);
      }),

    async listRevokedAfter(change) {
      const rows = await db
        .selectFrom('grants')
        .select('id')
        .where('state', '=', 'revoked')
        .where('revoked_by', '>', change)
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    notePurged: (id, purged) =>
      changes.change((transaction) =>
        changed(
          transaction
            .updateTable('grants')
            .set({ purged: JSON.stringify(purged) })
            .where('id', '=', id)
            .where('state', '=', 'revoked'),
        ),
      ),

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
  function updateOf(
    { id, version, fence }: RowVersion,
    values: Updateable<GrantsTable>,
    on: Kysely<Schema> = db,
  ): GrantUpdate {
    const update = on.updateTable('grants').set(values).where('id', '=', id).where('version', '=', version);
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

/** Of partners that the kill switch stopped nothing is redeemed, not even to keep it alive. */
function isRunning({ not, exists, selectFrom }: ExpressionBuilder<Schema, 'grants'>) {
  return not(
    exists(
      selectFrom('stops')
        .select('stops.scope')
        .where(({ or, eb }) =>
          or([eb('stops.scope', '=', 'everything'), eb('stops.scope', '=', eb.ref('grants.partner'))]),
        ),
    ),
  );
}

function toRevoked({ reason, since, purges = false }: Revocation) {
  const unfinished = (at: number): string =>
    JSON.stringify({ at, outcome: 'unfinished' } satisfies PurgeState);
  return {
    state: 'revoked' as const,
    state_reason: reason,
    state_since: since,
    state_evidence: '{}',
    revoked_by: generationNow,
    ...(purges && { purged: sql<string>`coalesce(purged, ${unfinished(since)})` }),
  };
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

/** @throws NotSwapped when the stored row has another version, or was revoked by a later change than the last one of `changesBefore` */
async function swap(
  transaction: Transaction<Schema>,
  grant: SealedGrant,
  expectedVersion: number,
  changesBefore = -1,
): Promise<void> {
  const row = writeRow(grant);
  if (expectedVersion === 0 && (await wasPurged(transaction, grant, changesBefore)))
    throw new NotSwapped('revoked');
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
          .where('purged', 'is', null)
          .where(({ or, eb }) => or([eb('state', '!=', 'revoked'), eb('revoked_by', '<=', changesBefore)]))
          .returning('id')
          .executeTakeFirst();
  if (swapped !== undefined) return;
  const stored = await transaction
    .selectFrom('grants')
    .select('state')
    .where('id', '=', grant.id)
    .where('version', '=', expectedVersion)
    .where('purged', 'is', null)
    .executeTakeFirst();
  throw new NotSwapped(stored?.state === 'revoked' ? 'revoked' : 'raced');
}

/** True when a grant of the same account was purged after `changesBefore`: what was begun before is no new consent. */
async function wasPurged(
  transaction: Transaction<Schema>,
  { partner, subject, application }: SealedGrant,
  changesBefore: number,
): Promise<boolean> {
  const purged = await transaction
    .selectFrom('grants')
    .select('id')
    .where('partner', '=', partner)
    .where('subject', '=', subject)
    .where('application', '=', application)
    .where('purged', 'is not', null)
    .where('revoked_by', '>', changesBefore)
    .limit(1)
    .executeTakeFirst();
  return purged !== undefined;
}

function writeRow(grant: SealedGrant): Insertable<GrantsTable> {
  return {
    id: grant.id,
    partner: grant.partner,
    partner_kind: grant.partnerKind ?? null,
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
    proving_since: null,
    proved_at: grant.provedAt ?? null,
    revoked_by: 0,
    purged: null,
  };
}

function readGrant(row: Selectable<GrantsTable> | undefined): SealedGrant | undefined {
  return row === undefined ? undefined : readRow(row);
}

const instant = z.number().int().min(0).max(8_640_000_000_000_000);
const id = z.guid();
const rowForm = z.object({
  id: z.string().regex(/^gra_[A-Za-z0-9_-]{22}$/),
  partner: id,
  subject: id,
  application: id,
  mfa: z.enum(['confirmed', 'overridden']),
  version: z.number().int().min(1),
  state: z.enum(['healthy', 'admin_needed', 'consent_needed', 'held', 'revoked']),
  consented_at: instant,
  sealed_at: instant,
  state_since: instant,
  exercise_at: instant,
  redeeming_since: instant.nullable(),
  proved_at: instant.nullable(),
  partner_kind: z.enum(partnerKinds).nullable(),
});

const purgedForm: z.ZodType<PurgeState | undefined> = z
  .union([
    z.object({ at: instant, outcome: z.literal('unfinished') }),
    z.object({
      at: instant,
      outcome: z.enum(['destroyed', 'recoverable', 'disabled']),
      vault: z.string(),
      secret: z.string().optional(),
      recoverableUntil: instant.optional(),
      missing: z.array(z.enum(['list', 'delete', 'purge', 'purge_protection'])),
    }),
  ])
  .optional();

/** Reads rows, and leaves out what cannot be told from another: its ids are damaged. */
export function readRows(rows: readonly Selectable<GrantsTable>[]): readonly SealedGrant[] {
  return rows.flatMap((row) => readRow(row) ?? []);
}

/**
 * A row that somebody damaged is held, whatever it says of itself: it hands out nothing, and the others are read.
 * Undefined where its ids are damaged.
 */
function readRow(row: Selectable<GrantsTable>): SealedGrant | undefined {
  const scopes = texts.safeParse(parseJson(row.scopes));
  const amr = texts.safeParse(parseJson(row.amr));
  const evidence = facts.safeParse(parseJson(row.state_evidence));
  const form = rowForm.safeParse(row);
  const purged = purgedForm.safeParse(row.purged === null ? undefined : parseJson(row.purged));
  const damage = new Set(form.error?.issues.map(({ path: [name] }) => name));
  if (['id', 'partner', 'subject', 'application'].some((name) => damage.has(name))) return undefined;
  const isWhole = scopes.success && amr.success && evidence.success && form.success;
  const isDamaged = !isWhole && row.state !== 'revoked';
  const at = (name: 'consented_at' | 'sealed_at' | 'state_since' | 'exercise_at'): number =>
    damage.has(name) ? 0 : row[name];
  return {
    id: row.id,
    partner: row.partner,
    // One that is damaged is held, for it may be a kind that gets less.
    ...(row.partner_kind !== null && !damage.has('partner_kind') && { partnerKind: row.partner_kind }),
    subject: row.subject,
    username: row.username ?? undefined,
    displayName: row.display_name ?? undefined,
    application: row.application,
    scopes: scopes.data ?? [],
    amr: amr.data ?? [],
    mfa: damage.has('mfa') ? 'overridden' : row.mfa,
    consentedAt: at('consented_at'),
    version: damage.has('version') ? 1 : row.version,
    secret: row.secret,
    sealedAt: at('sealed_at'),
    state: isDamaged ? 'held' : row.state,
    stateReason: isDamaged ? 'row_damaged' : row.state_reason,
    stateSince: at('state_since'),
    stateEvidence: evidence.data ?? {},
    exerciseAt: at('exercise_at'),
    redeemingSince: damage.has('redeeming_since') ? undefined : (row.redeeming_since ?? undefined),
    provedAt: damage.has('proved_at') ? undefined : (row.proved_at ?? undefined),
    ...(purged.data && { purged: purged.data }),
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
