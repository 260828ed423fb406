import type { CallerId } from '@consentry/core';
import { type Policy, policy } from '@consentry/core/contract';
import type { Kysely, Selectable } from 'kysely';
import type { CallersTable, Schema } from './schema.ts';

/** A program that asks the broker for tokens. */
export interface Caller {
  readonly id: CallerId;
  readonly name: string;
  readonly policy: Policy;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly removedAt: number | undefined;
}

export interface CallerWithKey {
  readonly row: Caller;
  readonly keyHash: string;
}

/** The rows of callers. Of a key only the hash is stored; a removed caller's row stays, for the audit trail. */
export interface CallerStore {
  add(caller: Caller, keyHash: string): Promise<void>;
  /** Removed and expired ones too: the authenticator decides. */
  findByKeyId(id: CallerId): Promise<CallerWithKey | undefined>;
  /** In the order of their ids, without the removed ones. */
  list(options: {
    readonly limit: number;
    readonly after?: CallerId | undefined;
  }): Promise<readonly Caller[]>;
  /** False when there is no such caller, or it was removed before. */
  remove(id: CallerId, at: number): Promise<boolean>;
}

export function createCallerStore(db: Kysely<Schema>): CallerStore {
  const readRow = createRowReader();
  return {
    async add(caller, keyHash) {
      const row = {
        id: caller.id,
        name: caller.name,
        key_hash: keyHash,
        policy: JSON.stringify(caller.policy),
        created_at: caller.createdAt,
        expires_at: caller.expiresAt ?? null,
        removed_at: caller.removedAt ?? null,
      };
      await db.insertInto('callers').values(row).execute();
    },

    async findByKeyId(id) {
      const row = await db.selectFrom('callers').selectAll().where('id', '=', id).executeTakeFirst();
      return row && { row: readRow(row), keyHash: row.key_hash };
    },

    async list({ limit, after }) {
      const page = db
        .selectFrom('callers')
        .selectAll()
        .where('removed_at', 'is', null)
        .orderBy('id')
        .limit(limit);
      const rows = await (after === undefined ? page : page.where('id', '>', after)).execute();
      return rows.map(readRow);
    },

    async remove(id, at) {
      const removed = await db
        .updateTable('callers')
        .set({ removed_at: at })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return removed !== undefined;
    },
  };
}

const keptPolicies = 1000;

/**
 * Reads rows. The policy is checked again: what it may open is too much to take a row's word for it. A policy may
 * name thousands of tenants and is read for each request, so one that has not changed is kept.
 */
function createRowReader(): (row: Selectable<CallersTable>) => Caller {
  const kept = new Map<CallerId, { readonly text: string; readonly policy: Policy }>();
  return (row) => {
    let known = kept.get(row.id);
    if (known?.text !== row.policy) {
      known = { text: row.policy, policy: policy.parse(JSON.parse(row.policy)) };
      if (kept.size >= keptPolicies) kept.clear();
      kept.set(row.id, known);
    }
    return {
      id: row.id,
      name: row.name,
      policy: known.policy,
      createdAt: row.created_at,
      expiresAt: row.expires_at ?? undefined,
      removedAt: row.removed_at ?? undefined,
    };
  };
}
