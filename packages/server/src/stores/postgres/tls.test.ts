import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { aCertificate } from '../../../../core/test/a-certificate.ts';
import { aDatabase } from '../../../test/a-database.ts';
import { cleanUp } from '../../../test/a-store.ts';
import { aWayToPostgres } from '../../../test/a-way-to-postgres.ts';
import { openDatabase } from './open-database.ts';
import type { PostgresAddress } from './postgres-address.ts';
import { queryLimits } from './postgres-pool.ts';

async function ask(address: PostgresAddress): Promise<string> {
  const db = await openDatabase(address, queryLimits);
  try {
    await db.introspection.getTables();
    return 'answered';
  } finally {
    await db.destroy();
  }
}

async function aDatabaseFor(t: TestContext): Promise<PostgresAddress> {
  const { address, drop } = await aDatabase();
  cleanUp(t, drop);
  return address;
}

test('speaks to a server that proves who it is', async (t) => {
  const tls = await aCertificate();
  const way = await aWayToPostgres(t, await aDatabaseFor(t), { tls });
  const address = { ...way.address, host: 'localhost', tls: { ca: tls.certificate } };
  assert.equal(await ask(address), 'answered');
});

test('tells nothing to a server whose certificate nobody vouches for, or that is another one', async (t) => {
  const target = await aDatabaseFor(t);
  const [localhost, stranger] = [await aCertificate(), await aCertificate({ dnsNames: ['db.example'] })];
  for (const [shown, ca] of [
    [localhost, undefined],
    [localhost, stranger.certificate],
    [stranger, stranger.certificate],
  ] as const) {
    const way = await aWayToPostgres(t, target, { tls: shown });
    const address = { ...way.address, host: 'localhost', tls: { ca } };
    await assert.rejects(ask(address), { code: 'store_unavailable' });
  }
});

test('does without TLS for no server that should have it', async (t) => {
  const address = { ...(await aDatabaseFor(t)), tls: { ca: undefined } };
  await assert.rejects(ask(address), { code: 'store_unavailable' });
});
