import type { AuditEvent, Clock, GrantId, PurgeState, Random } from '@consentry/core';
import { sql } from 'kysely';
import { type ChainHead, type ChainKey, groupMac, noMac } from '../stores/audit/audit-chain.ts';
import { groupLines, writeLine } from '../stores/audit/audit-group.ts';
import { migrateWithin } from '../stores/migrations/migrate.ts';
import { generationNow } from '../stores/news.ts';
import type { JournalledEntry } from '../stores/revocations/revocation-line.ts';
import type { StopScope } from '../stores/stops.ts';
import type { BackupHead } from './backup-lines.ts';
import { findStopped } from './find-stopped.ts';
import type { RestoreTarget } from './restore-target.ts';

export interface SettleOptions {
  readonly head: BackupHead;
  readonly key: ChainKey;
  /** Each in the order of writing. */
  readonly journals: readonly (readonly JournalledEntry[])[];
  readonly clock: Clock;
  readonly random: Random;
}

/** What became of the grants. */
export interface SettledStore {
  /** The id of the store from now on. */
  readonly store: string;
  readonly held: number;
  /** Of those in the backup that worked: how many were taken back after it was made. */
  readonly revoked: number;
  /** Had been purged by the journals: their refresh tokens were taken out, and a purge is to be done again. */
  readonly purged: number;
  /** The end of the new chain of the audit. */
  readonly newHead: ChainHead;
  /** What was stopped when the journals end, or may have been, and is stopped again. */
  readonly stopped: readonly StopScope[];
}

const linesOfAGroup = 500;

/**
 * Makes a store of what was in a backup, as safe as it may be: nothing hands out anything before an operator has looked.
 * It gets an id and a chain of the audit of its own; what was there stays as the evidence.
 */
export async function settleRestored(target: RestoreTarget, options: SettleOptions): Promise<SettledStore> {
  const { db, kind } = target;
  const { clock, random, head } = options;
  await migrateWithin(db, clock, kind);
  const at = clock.now();
  await db
    .insertInto('news')
    .values({ name: 'access', generation: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ generation: sql<number>`news.generation + 1` }),
    )
    .execute();
  const revoked = await revoke(target, options, at);
  const held = await hold(target, at);
  await shutDoors(target, at);
  const store = Buffer.from(random.bytes(12)).toString('base64url');
  await db.insertInto('stamp').values({ name: 'store', value: store }).execute();
  const purged = await purge(target, options, at);
  const stopped = await stopAgain(target, options, at);
  const summary: AuditEvent = {
    type: 'store.restored',
    at,
    actor: 'operator',
    store: head.store,
    takenAt: head.takenAt,
    held: held.length,
    revoked: revoked.length,
  };
  const changes = [
    ...revoked.map((one) => ({ ...one, state: 'revoked', reason: 'revoked_before_restore' })),
    ...held.map((one) => ({ ...one, state: 'held', reason: 'restored' })),
  ].map(
    ({ id, ...rest }): AuditEvent => ({
      type: 'grant.state_changed',
      at,
      actor: 'operator',
      grant: id,
      ...rest,
    }),
  );
  const newHead = await record(target, [summary, ...changes], options);
  return { store, held: held.length, revoked: revoked.length, purged, newHead, stopped };
}

type Changed = Pick<Extract<AuditEvent, { type: 'grant.state_changed' }>, 'partner'> & {
  readonly id: GrantId;
};

/** A consent that is newer than the revocation is another one. What came at once counts as taken back. */
async function revoke(
  { db }: RestoreTarget,
  { journals }: SettleOptions,
  since: number,
): Promise<readonly Changed[]> {
  const latest = new Map<GrantId, number>();
  for (const { act, of, at } of journals.flat()) {
    if (act === 'revoke' || act === 'purge') latest.set(of, Math.max(latest.get(of) ?? at, at));
  }
  const revoked: Changed[] = [];
  for (const [id, at] of latest) {
    const row = await db
      .updateTable('grants')
      .set({
        state: 'revoked',
        state_reason: 'revoked_before_restore',
        state_since: since,
        state_evidence: '{}',
        revoked_by: generationNow,
      })
      .where('id', '=', id)
      .where('consented_at', '<=', at)
      .where('state', '!=', 'revoked')
      .returning(['id', 'partner'])
      .executeTakeFirst();
    if (row !== undefined) revoked.push({ ...row });
  }
  return revoked;
}

/** A dead grant stays dead, one that was held keeps its reason. */
async function hold({ db }: RestoreTarget, since: number): Promise<readonly Changed[]> {
  const rows = await db
    .updateTable('grants')
    .set({
      state: 'held',
      state_reason: 'restored',
      state_since: since,
      state_evidence: '{}',
      redeeming_since: null,
      proving_since: null,
    })
    .where('state', 'in', ['healthy', 'admin_needed'])
    .returning(['id', 'partner'])
    .execute();
  return rows.map((row) => ({ ...row }));
}

/**
 * Callers, keys and invitations that were removed or used after the backup are in it as they were: so no key opens, no
 * identity is believed and no link works until an operator has made new ones.
 */
async function shutDoors({ db }: RestoreTarget, at: number): Promise<void> {
  await db.updateTable('caller_keys').set({ removed_at: at }).where('removed_at', 'is', null).execute();
  await db.updateTable('caller_identities').set({ removed_at: at }).where('removed_at', 'is', null).execute();
  await db
    .updateTable('invitations')
    .set({ expires_at: at })
    .where('expires_at', '>', at)
    .where('spent_at', 'is', null)
    .execute();
}

/**
 * Also marked as purged: a new consent of the account makes another grant, as it did where the store was lost. What a vault
 * still has is not known here, nor is how far the purge came: doing it again finds that out.
 */
async function purge({ db }: RestoreTarget, { journals }: SettleOptions, since: number): Promise<number> {
  const unfinished: PurgeState = { at: since, outcome: 'unfinished' };
  const purged = new Set<GrantId>();
  for (const { act, of, at } of journals.flat()) {
    if (act !== 'purge') continue;
    const grant = await db
      .updateTable('grants')
      .set({ purged: sql`coalesce(purged, ${JSON.stringify(unfinished)})` })
      .where('id', '=', of)
      .where('state', '=', 'revoked')
      .where('consented_at', '<=', at)
      .returning('purged')
      .executeTakeFirst();
    if (grant === undefined) continue;
    await db.deleteFrom('secrets').where('grant_id', '=', of).execute();
    purged.add(of);
  }
  return purged.size;
}

/** What was stopped in the backup stays so; what was stopped later, and not let go on for certain, is stopped again. */
async function stopAgain(
  { db }: RestoreTarget,
  { journals, head }: SettleOptions,
  since: number,
): Promise<readonly StopScope[]> {
  const stopped = findStopped(journals, head.store);
  for (const scope of stopped) {
    await db
      .insertInto('stops')
      .values({ scope, since, reason: 'stopped when the backup was restored' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return stopped;
}

/** A chain of its own: the one before may have gone on after the backup, elsewhere. */
async function record(
  target: RestoreTarget,
  events: readonly AuditEvent[],
  { key, random }: SettleOptions,
): Promise<ChainHead> {
  const writer = Buffer.from(random.bytes(12)).toString('base64url');
  let end: ChainHead = { writer, sequence: 0, mac: noMac };
  for (let begin = 0; begin < events.length; begin += linesOfAGroup) {
    const { tenants: _, ...group } = groupLines(events.slice(begin, begin + linesOfAGroup).map(writeLine));
    const placed = { ...group, writer, sequence: end.sequence + 1 };
    const mac = groupMac(key, placed, end.mac);
    await target.addGroup({ ...placed, mac });
    end = { writer, sequence: placed.sequence, mac };
  }
  return end;
}
