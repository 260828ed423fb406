import type { CallerId, CallerIdentityId, CallerKeyId } from '@consentry/core';
import { type Policy, policy } from '@consentry/core/contract';
import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  type AddIdentityOutcome,
  type CallerIdentity,
  findTaken,
  identityLimit,
  insertIdentity,
  listIdentities,
  listIdentitiesOf,
  removeIdentity,
} from './caller-identities.ts';
import type { AccessChanges } from './news.ts';
import type { CallerKeysTable, CallersTable, Schema } from './schema.ts';
import { startsWith } from './starts-with.ts';

/** A program that asks the broker for tokens. Instants are epoch milliseconds. */
export interface Caller {
  readonly id: CallerId;
  readonly name: string;
  readonly policy: Policy;
  readonly createdAt: number;
}

/** A key of a caller, without what opens anything. */
export interface CallerKey {
  readonly id: CallerKeyId;
  readonly createdAt: number;
  /** From this instant on it does not work; undefined: it works until it is removed. */
  readonly expiresAt: number | undefined;
  /** What is stored of the key itself. */
  readonly hash: string;
}

/**
 * A caller that was not removed, with its keys and identities that were not, the oldest first. Expired keys are among
 * them.
 */
export interface KnownCaller {
  readonly caller: Caller;
  readonly keys: readonly CallerKey[];
  readonly identities: readonly CallerIdentity[];
}

/** So many keys of a caller work at once: the one in use, and the one that takes its place. */
export const liveKeyLimit = 2;

/**
 * The rows of callers, their keys and identities. Of a key only the hash is stored; what was removed stays, for the
 * audit trail. Every change raises the generation by which other replicas hear of it.
 */
export interface CallerStore {
  add(caller: Caller, key: CallerKey): Promise<void>;
  /** Undefined for one that was removed. */
  find(id: CallerId): Promise<KnownCaller | undefined>;
  /** In the order of their ids, without the removed ones. @param options.name how their names begin */
  list(options: {
    readonly limit: number;
    readonly name?: string | undefined;
    readonly after?: CallerId | undefined;
  }): Promise<readonly KnownCaller[]>;
  /** False when there is no such caller, or it was removed before. */
  remove(id: CallerId, at: number): Promise<boolean>;
  /** False when there is no such caller. */
  changePolicy(id: CallerId, policy: Policy): Promise<boolean>;
  /** Adds a key unless two work at its `createdAt`. However many try at once, two is all that they get. */
  addKey(id: CallerId, key: CallerKey): Promise<'added' | 'too_many' | 'no_caller'>;
  /** False when the caller has no such key, or it was removed before. */
  removeKey(id: CallerId, key: CallerKeyId, at: number): Promise<boolean>;
  /** Adds a caller with an identity and no key. `taken`: nothing was added. */
  addKeyless(caller: Caller, identity: CallerIdentity): Promise<'added' | 'taken'>;
  /** Adds an identity unless one that is there stands in its way, or there are ten. Of many at once, one after the other. */
  addIdentity(identity: CallerIdentity): Promise<AddIdentityOutcome>;
  /** False when the caller has no such identity, or it was removed before. */
  removeIdentity(id: CallerId, identity: CallerIdentityId, at: number): Promise<boolean>;
  /** Those of an issuer that were not removed, of callers that were not, the oldest first. */
  listIdentities(issuer: string): Promise<readonly CallerIdentity[]>;
}

export function createCallerStore(db: Kysely<Schema>, changes: AccessChanges): CallerStore {
  const withKeys = async (
    from: Kysely<Schema>,
    rows: readonly Selectable<CallersTable>[],
  ): Promise<readonly KnownCaller[]> => {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const keys = await from
      .selectFrom('caller_keys')
      .selectAll()
      .where('caller', 'in', ids)
      .where('removed_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const identities = await listIdentitiesOf(from, ids);
    const keysOf = Map.groupBy(keys, ({ caller }) => caller);
    const identitiesOf = Map.groupBy(identities, ({ caller }) => caller);
    return rows.map((row) => ({
      caller: readCaller(row),
      keys: (keysOf.get(row.id) ?? []).map(readKey),
      identities: identitiesOf.get(row.id) ?? [],
    }));
  };

  const find = async (from: Kysely<Schema>, id: CallerId): Promise<KnownCaller | undefined> => {
    const row = await present(from, id).selectAll().executeTakeFirst();
    const [found] = await withKeys(from, row === undefined ? [] : [row]);
    return found;
  };

  return {
    add: (caller, key) =>
      changes.change(async (transaction) => {
        await insertCaller(transaction, caller);
        await insertKey(transaction, caller.id, key);
      }),

    addKeyless: (caller, own) =>
      changes.changeInTurn(async (transaction) => {
        if (findTaken(own, await listIdentities(transaction, own.issuer)) !== undefined) return 'taken';
        await insertCaller(transaction, caller);
        await insertIdentity(transaction, own);
        return 'added';
      }),

    find: (id) => find(db, id),

    async list({ limit, after, name }) {
      const page = db
        .selectFrom('callers')
        .selectAll()
        .where('removed_at', 'is', null)
        .$if(name !== undefined, (query) => query.where(startsWith('name', name ?? '')))
        .orderBy('id')
        .limit(limit);
      return withKeys(db, await (after === undefined ? page : page.where('id', '>', after)).execute());
    },

    remove: (id, at) =>
      changes.change(async (transaction) => {
        const removed = await transaction
          .updateTable('callers')
          .set({ removed_at: at })
          .where('id', '=', id)
          .where('removed_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        return removed !== undefined;
      }),

    changePolicy: (id, allowed) =>
      changes.change(async (transaction) => {
        const changed = await transaction
          .updateTable('callers')
          .set({ policy: JSON.stringify(allowed) })
          .where('id', '=', id)
          .where('removed_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        return changed !== undefined;
      }),

    addKey: (id, key) =>
      changes.changeInTurn(async (transaction) => {
        const found = await find(transaction, id);
        if (found === undefined) return 'no_caller';
        if (liveKeys(found, key.createdAt).length >= liveKeyLimit) return 'too_many';
        await insertKey(transaction, id, key);
        return 'added';
      }),

    removeKey: (id, key, at) =>
      changes.change(async (transaction) => {
        const removed = await transaction
          .updateTable('caller_keys')
          .set({ removed_at: at })
          .where('id', '=', key)
          .where('caller', '=', id)
          .where('removed_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        return removed !== undefined;
      }),

    addIdentity: (own) =>
      changes.changeInTurn(async (transaction) => {
        const found = await find(transaction, own.caller);
        if (found === undefined) return 'no_caller';
        if (found.identities.length >= identityLimit) return 'too_many';
        if (findTaken(own, await listIdentities(transaction, own.issuer)) !== undefined) return 'taken';
        await insertIdentity(transaction, own);
        return 'added';
      }),

    removeIdentity: (id, own, at) =>
      changes.change((transaction) => removeIdentity(transaction, id, own, at)),

    listIdentities: (issuer) => listIdentities(db, issuer),
  };
}

/** The keys that work at this instant. */
export function liveKeys({ keys }: KnownCaller, at: number): readonly CallerKey[] {
  return keys.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > at);
}

function present(from: Kysely<Schema>, id: CallerId) {
  return from.selectFrom('callers').where('id', '=', id).where('removed_at', 'is', null);
}

async function insertCaller(transaction: Transaction<Schema>, caller: Caller): Promise<void> {
  const { id, name, policy: allowed, createdAt } = caller;
  const row = { id, name, policy: JSON.stringify(allowed), created_at: createdAt, removed_at: null };
  await transaction.insertInto('callers').values(row).execute();
}

async function insertKey(transaction: Transaction<Schema>, caller: CallerId, key: CallerKey): Promise<void> {
  const row = {
    id: key.id,
    caller,
    hash: key.hash,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
    removed_at: null,
  };
  await transaction.insertInto('caller_keys').values(row).execute();
}

function readKey(row: Selectable<CallerKeysTable>): CallerKey {
  return { id: row.id, createdAt: row.created_at, expiresAt: row.expires_at ?? undefined, hash: row.hash };
}

/** The policy is checked again: what it may open is too much to take a row's word for it. */
function readCaller(row: Selectable<CallersTable>): Caller {
  return {
    id: row.id,
    name: row.name,
    policy: policy.parse(JSON.parse(row.policy)),
    createdAt: row.created_at,
  };
}
