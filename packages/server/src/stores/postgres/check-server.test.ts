import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isConsentryError, Secret } from '@consentry/core';
import { aBareDatabase, readRows } from '../../../test/a-database.ts';
import { aFolder, cleanUp, storeOptions } from '../../../test/a-store.ts';
import { type OpenStoreOptions, openStore } from '../open-store.ts';

async function aPlaceWith(t: TestContext, setting: string): Promise<OpenStoreOptions> {
  const { address, drop } = await aBareDatabase();
  cleanUp(t, drop);
  const place = storeOptions(aFolder(t), { database: address });
  await readRows(place, `ALTER DATABASE ${address.database} SET ${setting}`);
  return place;
}

test('refuses a server that confirms what it has not kept', async (t) => {
  const place = await aPlaceWith(t, 'synchronous_commit = off');
  await assert.rejects(openStore(place), {
    code: 'invalid_configuration',
    message: /synchronous_commit is off/,
  });
});

test('refuses a server that takes no writes', async (t) => {
  const place = await aPlaceWith(t, 'default_transaction_read_only = on');
  await assert.rejects(openStore(place), { code: 'invalid_configuration', message: /takes no writes/ });
});

test('warns of a server without fsync, such as that of these tests', async (t) => {
  const place = await aPlaceWith(t, 'synchronous_commit = on');
  const warnings: string[] = [];
  const log = {
    warn: (_fields: object, message: string) => void warnings.push(message),
    error: () => undefined,
  };
  await (await openStore({ ...place, log })).close();
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /fsync off/);
});

test('names the database that does not exist, does not let us in, or does not answer, and no password', async (t) => {
  const place = await aPlaceWith(t, 'synchronous_commit = on');
  const { database } = place;
  assert.ok(database);
  const canary = Secret.of('canary-password');
  for (const [change, words] of [
    [{ database: 'none_such' }, /none_such at .* does not exist \(3D000\)/],
    [{ password: canary }, /does not let the user tester in \(28P01\)/],
    [{ port: 1 }, /does not answer \(ECONNREFUSED\)/],
  ] as const) {
    const wrong = { ...place, database: { ...database, ...change } };
    await assert.rejects(openStore(wrong), (error) => {
      assert.ok(isConsentryError(error, 'store_unavailable'));
      assert.match(error.message, words);
      const everything = inspect(error, { depth: 9 });
      for (const secret of [canary, database.password])
        assert.ok(!everything.includes(secret?.reveal() ?? 'x'));
      return true;
    });
  }
});

test('says that a user may not make tables', async (t) => {
  const place = await aPlaceWith(t, 'synchronous_commit = on');
  const { database } = place;
  assert.ok(database);
  await readRows(place, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
  cleanUp(t, async () => {
    await readRows(place, 'DROP ROLE guest');
  });
  const guest = { ...database, user: 'guest', password: Secret.of('guest') };
  await assert.rejects(openStore({ ...place, database: guest }), {
    code: 'invalid_configuration',
    message: /^The user guest may not make or use tables/,
  });
});
