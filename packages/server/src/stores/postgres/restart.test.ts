import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isConsentryError, Secret } from '@consentry/core';
import { startPostgres, type TestPostgres } from '../../../../../scripts/test/postgres/test-postgres.ts';
import { aBareDatabase, readRows } from '../../../test/a-database.ts';
import { aFolder, aGrant, anInvitation, cleanUp, storeOptions } from '../../../test/a-store.ts';
import { anEvent } from '../../../test/an-audit.ts';
import { type OpenStoreOptions, openStore, type Store } from '../open-store.ts';

/** A server of this file’s own, for nobody else likes a restart. */
let started: Promise<TestPostgres> | undefined;
after(async () => (await started)?.close());

async function aStoreOfItsOwn(
  t: TestContext,
): Promise<{ server: TestPostgres; store: Store; place: OpenStoreOptions }> {
  started ??= startPostgres();
  const server = await started;
  const { address } = await aBareDatabase(server.url);
  const place = storeOptions(aFolder(t), { database: address });
  const store = await openStore(place);
  cleanUp(t, () => store.close().catch(() => undefined));
  return { server, store, place };
}

/** Tries again until it succeeds, for as long as a restart may be felt. */
async function heals<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 5000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}

test('a restart of the server under load fails cleanly, heals by itself, and loses nothing that was confirmed', async (t) => {
  const { server, store } = await aStoreOfItsOwn(t);
  const confirmed: string[] = [];
  const refused = new Set<string>();
  const ending = new AbortController();
  const load = Array.from({ length: 8 }, async () => {
    while (!ending.signal.aborted) {
      const invitation = anInvitation();
      try {
        await store.invitations.add(invitation, Secret.of(invitation.id));
        confirmed.push(invitation.id);
      } catch (error) {
        refused.add(isConsentryError(error) ? error.code : String(error));
        await pause(10);
      }
    }
  });
  while (confirmed.length < 20) await pause(5);
  await server.stop();
  await assert.rejects(store.grants.list({ limit: 1 }), { code: 'store_unavailable' });
  await server.start();
  await heals(() => store.grants.list({ limit: 1 }));
  const soFar = confirmed.length;
  while (confirmed.length < soFar + 20) await pause(5);
  ending.abort();
  await Promise.all(load);
  assert.deepEqual([...refused], ['store_unavailable']);
  for (const id of confirmed) assert.ok(await store.invitations.findByHandle(id), id);
});

test('the audit refuses while the server is away, goes on by itself, and verifies', async (t) => {
  const { server, store } = await aStoreOfItsOwn(t);
  await store.audit.write(anEvent(1));
  await server.stop();
  await assert.rejects(store.audit.write(anEvent(2)), { code: 'audit_unavailable' });
  await assert.rejects(store.audit.probe(), { code: 'audit_unavailable' });
  await server.start();
  await heals(() => store.audit.write(anEvent(3)));
  const verdict = await store.audit.verify();
  assert.ok(verdict.ok, JSON.stringify(verdict));
});

test('a transaction that was cut short by a restart is wholly undone', async (t) => {
  const { server, store, place } = await aStoreOfItsOwn(t);
  const invitation = anInvitation();
  await store.invitations.add(invitation, Secret.of('handle'));
  // A lock holds the transaction up after it has spent the invitation.
  const grant = aGrant();
  const blocking = readRows(place, `BEGIN; LOCK TABLE grants IN EXCLUSIVE MODE; SELECT pg_sleep(10)`).catch(
    () => undefined,
  );
  await heals(async () => {
    const locks = await readRows(
      place,
      "SELECT 1 FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation = 'grants'::regclass",
    );
    assert.equal(locks.length, 1);
  });
  const saving = assert.rejects(store.grants.save(grant, 0, { spending: invitation.id }), {
    code: 'store_unavailable',
  });
  await heals(async () => {
    const waiting = await readRows(place, 'SELECT 1 FROM pg_locks WHERE NOT granted');
    assert.equal(waiting.length, 1);
  });
  // The one that waits goes first, or it would get the lock of the other one and finish.
  await readRows(place, 'SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted');
  await saving;
  await server.stop();
  await blocking;
  await server.start();
  assert.equal((await heals(() => store.invitations.find(invitation.id)))?.spentAt, undefined);
  assert.equal(await store.grants.find(grant.id), undefined);
  assert.equal(await store.grants.save(grant, 0, { spending: invitation.id }), 'saved');
});
