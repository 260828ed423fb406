import type { GrantId, PostureReportId, SweepId, TenantId } from '@consentry/core';
import { type Kysely, type RawBuilder, type ReferenceExpression, sql } from 'kysely';
import { refreshTokenContext } from './database-vault.ts';
import { verifierContext } from './flows.ts';
import { postureReportContext } from './posture-reports.ts';
import type { Schema } from './schema.ts';
import { accessTokenContext } from './shared-tokens.ts';
import { chainKeysName } from './stamp.ts';
import { keyIdOf, sweepRowsContext } from './sweep-rows.ts';

/** What is sealed in the store, by kind. */
export type SealedKind =
  | 'refreshTokens'
  | 'verifiers'
  | 'accessTokens'
  | 'chainKeys'
  | 'sweepRows'
  | 'postureReports';

/** A sealed text in its place. */
export interface SealedText {
  /** Names the row among those of its kind. */
  readonly key: readonly string[];
  readonly sealed: string;
  /** What it is sealed for. */
  readonly context: string;
}

/** Every sealed text of one kind. */
export interface SealedTexts {
  readonly kind: SealedKind;
  /** The migration that made its table, where a backup may be older. */
  readonly since?: number;
  /** How many of them may be in memory at once, where they are large. */
  readonly atOnce?: number;
  /** Some that are sealed under another master key than this one, in the order of their keys. */
  page(notUnder: string, after: readonly string[] | undefined, limit: number): Promise<readonly SealedText[]>;
  /** Puts another sealed text in the place of exactly this one. */
  replace(db: Kysely<Schema>, old: SealedText, sealed: string): Promise<void>;
  /** How many there are under each master key, by its id. */
  count(): Promise<ReadonlyMap<string, number>>;
}

const idLength = 19;
/** Of every sealed text: its format. */
const start = '1.';

/** What of the sealed text names the master key. */
function keyIdIn(column: ReferenceExpression<Schema, keyof Schema>): RawBuilder<string> {
  return sql<string>`substr(${sql.ref(column as string)}, ${sql.lit(start.length + 1)}, ${sql.lit(idLength)})`;
}

/** Every kind of sealed text in the store. */
export function sealedTextsOf(db: Kysely<Schema>): readonly SealedTexts[] {
  return [
    refreshTokens(db),
    verifiers(db),
    accessTokens(db),
    chainKeys(db),
    sweepRows(db),
    postureReports(db),
  ];
}

function refreshTokens(db: Kysely<Schema>): SealedTexts {
  return {
    kind: 'refreshTokens',
    async page(notUnder, [after = ''] = [], limit) {
      const rows = await db
        .selectFrom('secrets')
        .select(['ref', 'grant_id', 'version', 'sealed'])
        .where(keyIdIn('sealed'), '<>', notUnder)
        .where(sql<boolean>`ref > ${after}`)
        .orderBy('ref')
        .limit(limit)
        .execute();
      return rows.map(({ ref, grant_id: grant, version, sealed }) => ({
        key: [ref],
        sealed,
        context: refreshTokenContext({ grant, version }),
      }));
    },
    async replace(within, { key: [ref], sealed: old }, sealed) {
      await within
        .updateTable('secrets')
        .set({ sealed })
        .where(sql<boolean>`ref = ${ref}`)
        .where('sealed', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await db
          .selectFrom('secrets')
          .select(({ fn }) => [keyIdIn('sealed').as('id'), fn.countAll().as('count')])
          .groupBy(keyIdIn('sealed'))
          .execute(),
      ),
  };
}

function verifiers(db: Kysely<Schema>): SealedTexts {
  return {
    kind: 'verifiers',
    async page(notUnder, [after = ''] = [], limit) {
      const rows = await db
        .selectFrom('flows')
        .select(['state_digest as digest', 'verifier'])
        .where('verifier', 'is not', null)
        .where(keyIdIn('verifier'), '<>', notUnder)
        .where('state_digest', '>', after)
        .orderBy('state_digest')
        .limit(limit)
        .execute();
      return rows.map(({ digest, verifier }) => ({
        key: [digest],
        sealed: verifier ?? '',
        context: verifierContext(digest),
      }));
    },
    async replace(within, { key: [digest = ''], sealed: old }, sealed) {
      await within
        .updateTable('flows')
        .set({ verifier: sealed })
        .where('state_digest', '=', digest)
        .where('verifier', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await db
          .selectFrom('flows')
          .select(({ fn }) => [keyIdIn('verifier').as('id'), fn.countAll().as('count')])
          .where('verifier', 'is not', null)
          .groupBy(keyIdIn('verifier'))
          .execute(),
      ),
  };
}

function accessTokens(db: Kysely<Schema>): SealedTexts {
  return {
    kind: 'accessTokens',
    async page(notUnder, [grant = '', target = ''] = [], limit) {
      const rows = await db
        .selectFrom('access_tokens')
        .select(['grant_id', 'target', 'sealed'])
        .where(keyIdIn('sealed'), '<>', notUnder)
        .where(sql<boolean>`(grant_id, target) > (${grant}, ${target})`)
        .orderBy('grant_id')
        .orderBy('target')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        key: [row.grant_id, row.target],
        sealed: row.sealed,
        context: accessTokenContext(row.grant_id, row.target),
      }));
    },
    async replace(within, { key: [grant, target = ''], sealed: old }, sealed) {
      await within
        .updateTable('access_tokens')
        .set({ sealed })
        .where('grant_id', '=', grant as GrantId)
        .where('target', '=', target)
        .where('sealed', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await db
          .selectFrom('access_tokens')
          .select(({ fn }) => [keyIdIn('sealed').as('id'), fn.countAll().as('count')])
          .groupBy(keyIdIn('sealed'))
          .execute(),
      ),
  };
}

/** What a set of chain keys is sealed for. */
export function chainKeysContext(name: string): string {
  return `chain-keys|${name}`;
}

function chainKeys(db: Kysely<Schema>): SealedTexts {
  const rowsOf = () =>
    db
      .selectFrom('stamp')
      .where(sql<string>`substr(name, 1, ${sql.lit(chainKeysName('').length)})`, '=', chainKeysName(''));
  return {
    kind: 'chainKeys',
    async page(notUnder, [after = ''] = [], limit) {
      const rows = await rowsOf()
        .selectAll()
        .where(keyIdIn('value'), '<>', notUnder)
        .where('name', '>', after)
        .orderBy('name')
        .limit(limit)
        .execute();
      return rows.map(({ name, value }) => ({ key: [name], sealed: value, context: chainKeysContext(name) }));
    },
    async replace(within, { key: [name = ''], sealed: old }, sealed) {
      await within
        .updateTable('stamp')
        .set({ value: sealed })
        .where('name', '=', name)
        .where('value', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await rowsOf()
          .select(({ fn }) => [keyIdIn('value').as('id'), fn.countAll().as('count')])
          .groupBy(keyIdIn('value'))
          .execute(),
      ),
  };
}

/** They may be large, so what they are sealed under stands in a column of its own. */
function sweepRows(db: Kysely<Schema>): SealedTexts {
  return {
    kind: 'sweepRows',
    async page(notUnder, [sweep = '', partner = '', customer = ''] = [], limit) {
      const rows = await db
        .selectFrom('sweep_rows')
        .select(['sweep', 'partner', 'customer', 'sealed'])
        .where('key_id', '<>', notUnder)
        .where(sql<boolean>`(sweep, partner, customer) > (${sweep}, ${partner}, ${customer})`)
        .orderBy('sweep')
        .orderBy('partner')
        .orderBy('customer')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        key: [row.sweep, row.partner, row.customer],
        sealed: row.sealed,
        context: sweepRowsContext(row.sweep, row.partner, row.customer),
      }));
    },
    async replace(within, { key: [sweep, partner, customer], sealed: old }, sealed) {
      await within
        .updateTable('sweep_rows')
        .set({ sealed, key_id: keyIdOf(sealed) })
        .where('sweep', '=', sweep as SweepId)
        .where('partner', '=', partner as TenantId)
        .where('customer', '=', customer as TenantId)
        .where('sealed', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await db
          .selectFrom('sweep_rows')
          .select(({ fn }) => ['key_id as id', fn.countAll().as('count')])
          .groupBy('key_id')
          .execute(),
      ),
  };
}

function postureReports(db: Kysely<Schema>): SealedTexts {
  return {
    kind: 'postureReports',
    since: 12,
    atOnce: 16,
    async page(notUnder, [id = ''] = [], limit) {
      const rows = await db
        .selectFrom('posture_reports')
        .select(['id', 'sealed'])
        .where('key_id', '<>', notUnder)
        .where(sql<boolean>`id > ${id}`)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        key: [row.id],
        sealed: row.sealed,
        context: postureReportContext(row.id),
      }));
    },
    async replace(within, { key: [id], sealed: old }, sealed) {
      await within
        .updateTable('posture_reports')
        .set({ sealed, key_id: keyIdOf(sealed) })
        .where('id', '=', id as PostureReportId)
        .where('sealed', '=', old)
        .execute();
    },
    count: async () =>
      tally(
        await db
          .selectFrom('posture_reports')
          .select(({ fn }) => ['key_id as id', fn.countAll().as('count')])
          .groupBy('key_id')
          .execute(),
      ),
  };
}

function tally(
  rows: readonly { readonly id: string; readonly count: number | string | bigint }[],
): ReadonlyMap<string, number> {
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}
