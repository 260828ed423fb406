import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { ConsentryError, createGuid, createId, readObjectId, Secret } from '@consentry/core';
import { everyText, readRows, tamper } from '../../test/a-database.ts';
import {
  aClock,
  aFolder,
  aGrant,
  anInvitation,
  aPlace,
  cleanUp,
  random,
  storeOptions,
  testOnBoth,
} from '../../test/a-store.ts';
import { anEvent } from '../../test/an-audit.ts';
import { resealUnderNewest } from '../jobs/reseal-under-newest.ts';
import { addMasterKey, readMasterKeys, sealWithMasterKey } from './master-keys.ts';
import type { DatabaseKind } from './migrations/migration.ts';
import { type OpenStoreOptions, openStore, type Store } from './open-store.ts';

const tenMinutesMs = 10 * 60 * 1000;

interface Rotating {
  readonly options: OpenStoreOptions;
  readonly clock: ReturnType<typeof aClock>;
  readonly oldKey: string;
}

async function open(t: TestContext, options: OpenStoreOptions): Promise<Store> {
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  return store;
}

/** A closed store that has sealed this many refresh tokens and a verifier, and written to the audit. */
async function aUsedStore(t: TestContext, kind: DatabaseKind, secrets = 3): Promise<Rotating> {
  const clock = aClock();
  const options = await aPlace(t, kind, { clock });
  const store = await openStore(options);
  for (let number = 1; number <= secrets; number++) await keepSecret(store, number);
  const invitation = anInvitation();
  await store.invitations.add(invitation, Secret.of('handle'));
  await store.flows.add('state', {
    invitation: invitation.id,
    purpose: 'connect',
    verifier: Secret.of('verifier'),
    nonceDigest: undefined,
    browserDigest: 'browser',
    startedAt: 1,
    expiresAt: 2,
    finishedAt: undefined,
  });
  await store.audit.write(anEvent(1));
  await store.close();
  return { options, clock, oldKey: readMasterKeys(options.masterKeyFile)?.[0].id ?? '' };
}

/** A grant whose refresh token is its own number. */
async function keepSecret({ vault, grants }: Store, number: number): Promise<void> {
  const grant = aGrant({ id: createId('GrantId', random), subject: readObjectId(createGuid(random)) });
  const secret = await vault.put({ grant: grant.id, version: 1 }, Secret.of(`refresh ${number}`));
  await grants.save({ ...grant, username: `refresh ${number}`, secret }, 0);
}

/** Every refresh token can be opened, and is the one that was put there. */
async function assertAllOpen({ vault, grants }: Store): Promise<void> {
  for (const { id, version, secret, username } of await grants.list({ limit: 1000 })) {
    assert.equal((await vault.get(secret, { grant: id, version })).reveal(), username);
  }
}

function removeLine(file: string, id: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !line.startsWith(id)).join('\n'));
}

testOnBoth(
  'after a new key was added everything is sealed anew, and the old line may go',
  async (t, kind) => {
    const { options, clock, oldKey } = await aUsedStore(t, kind, 120);
    const newKey = addMasterKey(options.masterKeyFile, 'first', random);
    const store = await open(t, options);
    await store.audit.write(anEvent(2));
    clock.advance(tenMinutesMs);
    const before = (await store.masterKeys.list()).find(({ id }) => id === oldKey);
    assert.deepEqual(before, {
      id: oldKey,
      seals: false,
      isHere: true,
      isNeeded: true,
      hasSealed: true,
      maySealElsewhere: false,
      sealed: {
        refreshTokens: 120,
        verifiers: 1,
        accessTokens: 0,
        chainKeys: 0,
        sweepRows: 0,
        postureReports: 0,
      },
    });
    assert.deepEqual(await store.masterKeys.reseal(), { resealed: 121, unreadable: 0, freed: [oldKey] });
    assert.deepEqual(await store.masterKeys.reseal(), { resealed: 0, unreadable: 0, freed: [] });
    const after = await store.masterKeys.list();
    assert.deepEqual(after, [
      {
        id: newKey,
        seals: true,
        isHere: true,
        isNeeded: true,
        hasSealed: true,
        maySealElsewhere: false,
        sealed: {
          refreshTokens: 120,
          verifiers: 1,
          accessTokens: 0,
          chainKeys: 1,
          sweepRows: 0,
          postureReports: 0,
        },
      },
      {
        id: oldKey,
        seals: false,
        isHere: true,
        isNeeded: false,
        hasSealed: true,
        maySealElsewhere: false,
        sealed: {
          refreshTokens: 0,
          verifiers: 0,
          accessTokens: 0,
          chainKeys: 0,
          sweepRows: 0,
          postureReports: 0,
        },
      },
    ]);
    await store.close();
    removeLine(options.masterKeyFile, oldKey);
    const without = await open(t, options);
    await assertAllOpen(without);
    assert.equal((await without.flows.find('state'))?.verifier?.reveal(), 'verifier');
    assert.deepEqual(
      await without.audit.verify(),
      { ok: true, groups: 2, events: 2 },
      'also what the old key chained',
    );
  },
);

testOnBoth(
  'a key that was added last waits, and is told from one that is no longer needed',
  async (t, kind) => {
    const { options, clock, oldKey } = await aUsedStore(t, kind);
    const waiting = addMasterKey(options.masterKeyFile, 'last', random);
    const of = async (store: Store, id: string) => {
      const use = (await store.masterKeys.list()).find((one) => one.id === id);
      return { isNeeded: use?.isNeeded, hasSealed: use?.hasSealed };
    };
    const before = await openStore(options);
    assert.deepEqual(await of(before, waiting), { isNeeded: false, hasSealed: false });
    await before.close();
    sealWithMasterKey(options.masterKeyFile, waiting);
    const store = await open(t, options);
    clock.advance(tenMinutesMs);
    await store.masterKeys.reseal();
    assert.deepEqual(await of(store, oldKey), { isNeeded: false, hasSealed: true });
  },
);

testOnBoth('a key stays needed when it cannot be recorded that it is not', async (t, kind) => {
  const { options, clock, oldKey } = await aUsedStore(t, kind);
  addMasterKey(options.masterKeyFile, 'first', random);
  const store = await open(t, options);
  clock.advance(tenMinutesMs);
  const isNeeded = async () => (await store.masterKeys.list()).find(({ id }) => id === oldKey)?.isNeeded;
  const beforeFreeing = async (): Promise<void> => {
    throw new ConsentryError('audit_unavailable');
  };
  await assert.rejects(store.masterKeys.reseal({ beforeFreeing }), { code: 'audit_unavailable' });
  assert.equal(await isNeeded(), true);
  await resealUnderNewest(store, clock, { info: () => undefined }, () => false);
  assert.equal(await isNeeded(), false);
  const [record] = (await store.audit.read({ limit: 1 })).events;
  assert.ok(record?.type === 'master_key.freed' && record.masterKey === oldKey, JSON.stringify(record));
});

testOnBoth('ends between two texts when it is told to stop, and the next run goes on', async (t, kind) => {
  const { options, clock, oldKey } = await aUsedStore(t, kind, 9);
  addMasterKey(options.masterKeyFile, 'first', random);
  const store = await open(t, options);
  clock.advance(tenMinutesMs);
  let sealed = 0;
  const isStopping = (): boolean => ++sealed > 5;
  const { resealed, freed } = await store.masterKeys.reseal({ isStopping });
  assert.ok(resealed > 0 && resealed < 10, `${resealed} of 10`);
  assert.deepEqual(freed, []);
  assert.deepEqual(await store.masterKeys.reseal(), {
    resealed: 10 - resealed,
    unreadable: 0,
    freed: [oldKey],
  });
  await assertAllOpen(store);
});

testOnBoth('a third key seals anew what verifies the audit of the first', async (t, kind) => {
  const { options, clock, oldKey } = await aUsedStore(t, kind);
  for (let round = 0; round < 2; round++) {
    addMasterKey(options.masterKeyFile, 'first', random);
    const store = await openStore(options);
    await store.audit.write(anEvent(2 + round));
    clock.advance(tenMinutesMs);
    const { freed } = await store.masterKeys.reseal();
    assert.equal(freed.length, 1);
    await store.close();
    for (const id of freed) removeLine(options.masterKeyFile, id);
  }
  assert.ok(!readFileSync(options.masterKeyFile, 'utf8').includes(oldKey));
  const last = await open(t, options);
  await assertAllOpen(last);
  assert.deepEqual(await last.audit.verify(), { ok: true, groups: 3, events: 3 });
});

testOnBoth(
  'demands the old key as long as anything is sealed under it, were it unreadable',
  async (t, kind) => {
    const { options, clock, oldKey } = await aUsedStore(t, kind);
    const [row] = await readRows(options, 'SELECT ref FROM secrets ORDER BY ref LIMIT 1');
    await tamper(options, `UPDATE secrets SET version = 7 WHERE ref = '${String(row?.['ref'])}'`);
    addMasterKey(options.masterKeyFile, 'first', random);
    const store = await open(t, options);
    clock.advance(tenMinutesMs);
    assert.deepEqual(await store.masterKeys.reseal(), { resealed: 3, unreadable: 1, freed: [] });
    await store.close();
    removeLine(options.masterKeyFile, oldKey);
    await assert.rejects(openStore(options), { code: 'key_mismatch', facts: { expectedKeyId: oldKey } });
  },
);

testOnBoth(
  'with another key, or none, the store does not open, names the one that it needs, and not a byte changes',
  async (t, kind) => {
    const { options, oldKey } = await aUsedStore(t, kind);
    const other = await aUsedStore(t, kind, 0);
    const [mine, theirs] = [options.masterKeyFile, other.options.masterKeyFile];
    const text = readFileSync(mine, 'utf8');
    const [before, heads] = [await everyText(options), everyFile(options, kind)];
    for (const wrong of [readFileSync(theirs, 'utf8'), '# empty\n']) {
      writeFileSync(mine, wrong);
      await assert.rejects(openStore(options), (error: { code?: string; facts?: object }) => {
        assert.equal(error.code, 'key_mismatch');
        if (wrong !== '# empty\n') assert.deepEqual(error.facts, { expectedKeyId: oldKey });
        return true;
      });
      assert.ok((await everyText(options)) === before, 'the store was changed');
      assert.deepEqual(everyFile(options, kind), heads);
      assert.equal(readFileSync(mine, 'utf8'), wrong, 'the file was changed');
    }
    writeFileSync(mine, text);
    const reopened = await open(t, options);
    await assertAllOpen(reopened);
  },
);

/** The heads, which lie beside the key. */
function everyFile({ masterKeyFile }: OpenStoreOptions, kind: DatabaseKind): readonly string[] {
  return kind === 'sqlite' && existsSync(`${masterKeyFile}.head`)
    ? [readFileSync(`${masterKeyFile}.head`, 'utf8')]
    : [];
}

/** Seals anew, and stands still where it was told to, until it is killed. */
const resealingProgram = `
  const { writeSync } = await import('node:fs');
  const { openStore } = await import(${JSON.stringify(new URL('./open-store.ts', import.meta.url))});
  const { storeOptions } = await import(${JSON.stringify(new URL('../../test/a-store.ts', import.meta.url))});
  const { Secret } = await import('@consentry/core');
  const { database, clockAt, standsAt, ...rest } = JSON.parse(process.argv[1]);
  const password = Secret.of(database?.password ?? '');
  const store = await openStore(storeOptions('/', { ...rest, clock: { now: () => clockAt },
    ...(database === undefined ? {} : { database: { ...database, password, tls: undefined } }) }));
  let asked = 0;
  await store.masterKeys.reseal({ isStopping() {
    asked += 1;
    if (asked < standsAt) return false;
    writeSync(1, 'stands');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  } });
`;

testOnBoth(
  'a kill in the middle of sealing anew loses nothing, and the next run ends it',
  async (t, kind) => {
    const { options, clock, oldKey } = await aUsedStore(t, kind, 400);
    addMasterKey(options.masterKeyFile, 'first', random);
    clock.advance(2 * tenMinutesMs);
    const { dataDir, masterKeyFile, stamp, database } = options;
    const given = {
      dataDir,
      masterKeyFile,
      stamp,
      clockAt: clock.now(),
      ...(database !== undefined && { database: { ...database, password: database.password?.reveal() } }),
    };
    const left = async (): Promise<number> => {
      const [row] = await readRows(
        options,
        `SELECT count(*) AS count FROM secrets WHERE sealed LIKE '1.${oldKey}%'`,
      );
      return Number(row?.['count']);
    };
    // It is asked before each batch and each text: first between two batches, then in the middle of one.
    for (const [standsAt, expected] of [
      [52, 350],
      [80, 300],
    ] as const) {
      const child = spawn(
        process.execPath,
        ['--input-type=module', '--eval', resealingProgram, JSON.stringify({ ...given, standsAt })],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const [said] = (await once(child.stdout, 'data')) as unknown[];
      assert.equal(String(said), 'stands');
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.equal(await left(), expected, 'of 400: a batch is kept as a whole, or not');
    }
    const store = await open(t, options);
    await assertAllOpen(store);
    await store.masterKeys.reseal();
    clock.advance(tenMinutesMs);
    await store.masterKeys.reseal();
    assert.equal((await store.masterKeys.list()).find(({ id }) => id === oldKey)?.isNeeded, false);
    await assertAllOpen(store);
  },
);

testOnBoth(
  'serves while it seals anew: a secret that is removed meanwhile stays removed',
  async (t, kind) => {
    const { options, clock } = await aUsedStore(t, kind, 200);
    addMasterKey(options.masterKeyFile, 'first', random);
    const store = await open(t, options);
    clock.advance(tenMinutesMs);
    const refs = (await store.grants.list({ limit: 1000 })).map(({ secret }) => secret);
    const removing = refs.slice(0, 50).map((ref) => store.vault.remove(ref));
    await Promise.all([store.masterKeys.reseal(), ...removing]);
    const rows = await store.masterKeys.list();
    assert.equal(
      rows.reduce((sum, { sealed }) => sum + sealed.refreshTokens, 0),
      150,
    );
  },
);

test('a key with which another replica still seals stays needed, and nothing is sealed anew meanwhile', async (t) => {
  const { options, clock, oldKey } = await aUsedStore(t, 'postgres');
  const other = storeOptions(aFolder(t), { database: options.database, clock });
  copyFileSync(options.masterKeyFile, other.masterKeyFile);
  const [newKey] = [addMasterKey(options.masterKeyFile, 'first', random)];
  const behind = await open(t, other);
  const ahead = await open(t, options);

  clock.advance(tenMinutesMs);
  await behind.masterKeys.reseal();
  const mayBehindSeal = async () =>
    (await ahead.masterKeys.list()).find(({ id }) => id === oldKey)?.maySealElsewhere;
  assert.equal(await mayBehindSeal(), true);
  assert.deepEqual(await ahead.masterKeys.reseal(), { resealed: 0, unreadable: 0, freed: [] });

  // What the one that is ahead has sealed, the other cannot open, and says why.
  const record = { grant: createId('GrantId', random), version: 1 };
  const ref = await ahead.vault.put(record, Secret.of('new'));
  await assert.rejects(behind.vault.get(ref, record), {
    code: 'key_mismatch',
    facts: { expectedKeyId: newKey },
  });
  await behind.close();
  await assert.rejects(openStore(other), { code: 'key_mismatch', facts: { expectedKeyId: newKey } });

  clock.advance(tenMinutesMs);
  assert.equal(await mayBehindSeal(), false);
  assert.deepEqual((await ahead.masterKeys.reseal()).freed, [oldKey]);
});
