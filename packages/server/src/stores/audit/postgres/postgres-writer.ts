import { ConsentryError, type Random } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';
import { isUniqueViolation } from '../../unique-violation.ts';
import { type AnchorReport, describeFailure } from '../anchor-report.ts';
import {
  anchorEvery,
  type ChainHead,
  type ChainKey,
  groupMac,
  noMac,
  type StoredGroup,
} from '../audit-chain.ts';
import type { AuditGroup } from '../audit-group.ts';
import { mayContinue } from '../audit-heads.ts';
import type { AuditWriter } from '../audit-storage.ts';
import type { ReplicaHeads } from './replica-heads.ts';

export interface PostgresWriterOptions {
  /** On connections of its own: who reads the store cannot make the audit wait. */
  readonly db: Kysely<Schema>;
  readonly heads: ReplicaHeads;
  /** The first one makes MACs. */
  readonly keys: readonly ChainKey[];
  /** The chain that this data folder wrote last time, if there was one. */
  readonly lastWriter: string | undefined;
  /** Hears the name of the chain that is written, before its first group. */
  readonly onWriter: (writer: string) => void;
  readonly report: AnchorReport;
  readonly random: Random;
}

/** The row that a probe writes. */
const probeName = 'audit-probe';

/**
 * Goes on with the chain of this data folder; begins a new one when the end does not fit the anchored head, or when
 * somebody else writes the same chain.
 *
 * @throws ConsentryError `store_unavailable`, `audit_unavailable`
 */
export async function openPostgresWriter(options: PostgresWriterOptions): Promise<AuditWriter> {
  const { db, heads, keys, random } = options;
  const [key] = keys;
  if (key === undefined) throw new TypeError('a chain has a key');
  const begin = (): ChainHead => {
    const writer = Buffer.from(random.bytes(12)).toString('base64url');
    options.onWriter(writer);
    return { writer, sequence: 0, mac: noMac };
  };
  let head = (await findEnd(db, heads, options.lastWriter)) ?? begin();
  let anchored = 0;
  let anchorFailure: string | undefined;
  /** Groups for the next place whose commits were not answered: one is there, or will be, or none. */
  let unanswered: StoredGroup[] = [];

  const anchor = async (): Promise<void> => {
    if (head.sequence === 0) return;
    await heads.anchor(head);
    anchored = head.sequence;
    anchorFailure = undefined;
  };

  /** Reads back what became of the groups that were not answered. */
  const settle = async (): Promise<void> => {
    if (unanswered.length === 0) return;
    const mac = await findMac(db, head.writer, head.sequence + 1);
    if (mac === undefined) return;
    head = unanswered.find((group) => group.mac === mac) ?? begin();
    unanswered = [];
  };

  const add = async (group: AuditGroup): Promise<void> => {
    const { tenants, ...rest } = group;
    const placed = { ...rest, writer: head.writer, sequence: head.sequence + 1 };
    const next: StoredGroup = { ...placed, mac: groupMac(key, placed, head.mac) };
    try {
      await insert(db, next, tenants);
    } catch (error) {
      unanswered.push(next);
      throw error;
    }
    head = next;
    unanswered = [];
  };

  await anchor();
  return {
    append: (group) =>
      available(async () => {
        await settle();
        try {
          await add(group);
        } catch (error) {
          // In this place stands the group of a commit whose answer was lost, or that of somebody else.
          if (!isUniqueViolation(error)) throw error;
          await settle();
          await add(group);
        }
        const isDue = head.sequence === 1 || head.sequence - anchored >= anchorEvery;
        if (isDue || anchorFailure !== undefined) {
          // The group is durable, and that is what was promised. The next group tries to anchor again.
          await anchor().catch((error: unknown) => {
            anchorFailure = describeFailure(error);
          });
          options.report(anchorFailure);
        }
      }),
    probe: () => available(() => probe(db)),
    close: () => available(anchor),
  };
}

/** Where the chain of this writer ends. Undefined when there is none that may go on. */
async function findEnd(
  db: Kysely<Schema>,
  heads: ReplicaHeads,
  writer: string | undefined,
): Promise<ChainHead | undefined> {
  if (writer === undefined) return undefined;
  const known = heads.read().find((head) => head.writer === writer);
  const last = await db
    .selectFrom('audit_groups')
    .select(['writer', 'sequence', 'mac'])
    .where('writer', '=', writer)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) return undefined;
  const storedMac = known && (await findMac(db, writer, known.sequence));
  return mayContinue(last, known, storedMac) ? last : undefined;
}

/** The MAC of one group. Undefined when there is no such group. */
export async function findMac(
  db: Kysely<Schema>,
  writer: string,
  sequence: number,
): Promise<string | undefined> {
  const group = await db
    .selectFrom('audit_groups')
    .select('mac')
    .where('writer', '=', writer)
    .where('sequence', '=', sequence)
    .executeTakeFirst();
  return group?.mac;
}

async function insert(db: Kysely<Schema>, group: StoredGroup, tenants: readonly string[]): Promise<void> {
  const { writer, sequence, firstAt, lastAt, count, body, mac } = group;
  await db.transaction().execute(async (transaction) => {
    const { position } = await transaction
      .insertInto('audit_groups')
      .values({ writer, sequence, first_at: firstAt, last_at: lastAt, count, body, mac })
      .returning('position')
      .executeTakeFirstOrThrow();
    if (tenants.length === 0) return;
    await transaction
      .insertInto('audit_tenants')
      .values(tenants.map((tenant) => ({ tenant, position })))
      .execute();
  });
}

/** A commit that changes a row has to reach the disk. */
async function probe(db: Kysely<Schema>): Promise<void> {
  await db.transaction().execute((transaction) =>
    transaction
      .insertInto('stamp')
      .values({ name: probeName, value: '' })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: '' }))
      .execute(),
  );
}

/** @throws ConsentryError `audit_unavailable` */
async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const facts = cause instanceof ConsentryError ? cause.facts : {};
    throw new ConsentryError('audit_unavailable', {
      remedy: 'Look after the database server and the way to it, and whether its disk is full.',
      facts,
      cause,
    });
  }
}
