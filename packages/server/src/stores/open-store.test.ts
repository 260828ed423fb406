import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createId, isConsentryError, Secret } from '@consentry/core';
import { aFolder, aGrant, cleanUp, random, storeOptions } from '../../test/a-store.ts';
import { readCallerKey } from '../access/caller-key.ts';
import { migrations } from './migrations/migrate.ts';
import { type OpenStoreOptions, openStore } from './open-store.ts';

async function openAndClose(options: OpenStoreOptions): Promise<void> {
  await (await openStore(options)).close();
}

test('opens its folder and files to their owner alone', { skip: platform === 'win32' }, async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  await store.grants.save(aGrant(), 0);
  const files = readdirSync(options.dataDir).map((name) => join(options.dataDir, name));
  for (const file of [...files, options.masterKeyFile]) assert.equal(statSync(file).mode & 0o077, 0, file);
  assert.equal(statSync(options.dataDir).mode & 0o777, 0o700);
  assert.ok(files.some((file) => file.endsWith('state.db-wal')));
  await store.close();
});

test('keeps everything over a restart', async (t) => {
  const options = storeOptions(aFolder(t));
  const first = await openStore(options);
  const grant = aGrant();
  const record = { grant: grant.id, version: 1 };
  const secret = await first.vault.put(record, Secret.of('refresh'));
  await first.grants.save({ ...grant, secret }, 0);
  await first.close();
  const second = await openStore(options);
  cleanUp(t, () => second.close());
  assert.deepEqual(await second.grants.find(grant.id), { ...grant, secret });
  assert.equal((await second.vault.get(secret, record)).reveal(), 'refresh');
  assert.equal(second.operatorKeyHash, first.operatorKeyHash);
});

test('refuses a second store on the same folder, and says who holds it', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  await assert.rejects(openStore(options), {
    code: 'store_locked',
    message: `Process ${process.pid} on ${hostname()} holds the data folder ${options.dataDir}.`,
  });
  await store.close();
  await store.close();
  await openAndClose(options);
});

/** Opens the store, saves a grant and an event, says so, and holds on. */
const holdingProgram = `
  const { openStore } = await import(${JSON.stringify(new URL('./open-store.ts', import.meta.url))});
  const { aGrant, storeOptions } = await import(${JSON.stringify(new URL('../../test/a-store.ts', import.meta.url))});
  const store = await openStore(storeOptions(process.argv[1]));
  const grant = aGrant();
  await store.grants.save(grant, 0);
  await store.audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
  process.stdout.write(grant.id);
`;

test('frees the folder of a process that was killed, and has lost nothing that was saved', async (t) => {
  const folder = aFolder(t);
  const options = storeOptions(folder);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holdingProgram, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  const grantId = await new Promise<unknown>((resolve) => {
    child.stdout.once('data', resolve);
    child.once('exit', resolve);
  });
  const since = '2026-11-20T00:00:00.000Z';
  const holder = { pid: child.pid, host: hostname(), since };
  await assert.rejects(openStore(options), { code: 'store_locked', facts: holder });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  const grants = await store.grants.list({ limit: 9 });
  assert.deepEqual(
    grants.map(({ id }) => id),
    [grantId],
  );
  assert.deepEqual(await store.audit.verify(), { ok: true, groups: 1, events: 1 });
});

test('opens for no other cloud and no other application', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  const { stamp } = options;
  await assert.rejects(openStore({ ...options, stamp: { ...stamp, cloud: 'china' } }), {
    code: 'store_other_cloud',
  });
  await assert.rejects(openStore({ ...options, stamp: { ...stamp, application: 'another' } }), {
    code: 'store_other_cloud',
  });
  await openAndClose(options);
});

test('refuses a damaged, cut or emptied state file, and never starts empty in its place', async (t) => {
  const damages: Record<string, (file: string) => void> = {
    'not a database': (file) => writeFileSync(file, 'x'.repeat(8192)),
    'cut in half': (file) => truncateSync(file, 8192),
    'a page overwritten': (file) => {
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0x55, 4096, 3 * 4096));
    },
    emptied: (file) => truncateSync(file, 0),
    removed: (file) => rmSync(file),
  };
  for (const [name, damage] of Object.entries(damages)) {
    const options = storeOptions(aFolder(t));
    await openAndClose(options);
    const file = join(options.dataDir, 'state.db');
    damage(file);
    const keyBefore = readFileSync(options.masterKeyFile, 'utf8');
    await assert.rejects(
      openStore(options),
      { code: 'store_corrupt', message: new RegExp(`^The file ${file} is damaged`) },
      name,
    );
    await assert.rejects(openStore(options), { code: 'store_corrupt' }, `${name}, at the second try`);
    assert.equal(readFileSync(options.masterKeyFile, 'utf8'), keyBefore);
  }
});

test('refuses a state file that is gone while its log stands, and leaves the log as it is', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  const file = join(options.dataDir, 'state.db');
  renameSync(file, `${file}.moved`);
  writeFileSync(`${file}-wal`, 'kept');
  await assert.rejects(openStore(options), {
    code: 'store_corrupt',
    message: `The file ${file} is damaged: it is gone or empty, though its log stands beside it.`,
  });
  assert.equal(readFileSync(`${file}-wal`, 'utf8'), 'kept');
});

test('names a file of its own that is a folder, and changes nothing', async (t) => {
  for (const name of ['state.db', 'lock.db', 'audit.db', 'holder.txt']) {
    const options = storeOptions(aFolder(t));
    await openAndClose(options);
    const file = join(options.dataDir, name);
    rmSync(file, { force: true });
    mkdirSync(file, { mode: 0o755 });
    await assert.rejects(openStore(options), (error) => {
      assert.ok(isConsentryError(error), `${name}: ${String(error)}`);
      assert.equal(error.code, name === 'holder.txt' ? 'invalid_configuration' : 'store_corrupt', name);
      assert.ok(error.message.includes(file), name);
      return true;
    });
    assert.equal(statSync(file).mode & 0o777, 0o755);
    rmSync(file, { recursive: true });
    if (name !== 'state.db') await openAndClose(options);
  }
});

test('names a lock file that is no lock, and what to do', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  const file = join(options.dataDir, 'lock.db');
  writeFileSync(file, 'x'.repeat(8192));
  await assert.rejects(openStore(options), {
    code: 'store_corrupt',
    message: `The file ${file} is damaged.`,
    remedy: 'Remove it while no broker runs on this folder: nothing is kept in it.',
  });
  rmSync(file);
  await openAndClose(options);
});

test('starts no empty store where the heads say that one was', async (t) => {
  const folder = aFolder(t);
  const options = storeOptions(folder);
  const store = await openStore(options);
  await store.audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
  await store.close();
  for (const name of ['state.db', 'audit.db', 'operator.key']) rmSync(join(options.dataDir, name));
  const refusal = {
    code: 'store_corrupt',
    message: `The store in ${options.dataDir} is gone: ${options.masterKeyFile}.head still names its audit.`,
  };
  await assert.rejects(openStore(options), refusal);
  await assert.rejects(openStore(options), refusal, 'at the second try');
  rmSync(options.dataDir, { recursive: true });
  await assert.rejects(openStore(options), refusal, 'with a new folder');
  await openAndClose({ ...options, masterKeyFile: join(folder, 'another.key') });
});

test('stores that share a master key and its heads start beside each other, and one that moves frees its place', async (t) => {
  const folder = aFolder(t);
  const first = storeOptions(folder);
  const second = { ...first, dataDir: join(folder, 'second') };
  const third = { ...first, dataDir: join(folder, 'third') };
  const start = async (options: OpenStoreOptions) => {
    const store = await openStore(options);
    await store.audit.write({ type: 'broker.started', at: 1, actor: 'broker', version: '1' });
    await store.close();
  };
  await start(first);
  await start(second);
  renameSync(first.dataDir, third.dataDir);
  await start(third);
  await start(first);
  for (const options of [first, second, third]) {
    const store = await openStore(options);
    cleanUp(t, () => store.close());
    assert.ok((await store.audit.verify()).ok);
  }
});

test('refuses a damaged audit file', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  writeFileSync(join(options.dataDir, 'audit.db'), 'x'.repeat(8192));
  await assert.rejects(openStore(options), { code: 'store_corrupt' });
});

test('refuses a store of a newer version', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  const database = new DatabaseSync(join(options.dataDir, 'state.db'));
  database.exec("INSERT INTO migrations VALUES (99, 'of the future', 1)");
  database.close();
  await assert.rejects(openStore(options), {
    code: 'store_newer',
    facts: { schema: 99, knownSchema: migrations.at(-1)?.number },
  });
});

test('names the master key that it expects when the file is missing, another one, or changed', async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  const text = readFileSync(options.masterKeyFile, 'utf8');
  const expectedKeyId = /^mk_\S+/m.exec(text)?.[0];

  rmSync(options.masterKeyFile);
  await assert.rejects(openStore(options), { code: 'key_mismatch', facts: { expectedKeyId } });

  const other = storeOptions(aFolder(t));
  await openAndClose(other);
  const otherText = readFileSync(other.masterKeyFile, 'utf8');
  writeFileSync(options.masterKeyFile, otherText, { mode: 0o600 });
  await assert.rejects(openStore(options), { code: 'key_mismatch', facts: { expectedKeyId } });

  const changed = text.replace(/(\S)\n$/, (_, last: string) => (last === 'A' ? 'E\n' : 'A\n'));
  writeFileSync(options.masterKeyFile, changed);
  await assert.rejects(openStore(options), { code: 'key_mismatch', facts: { expectedKeyId } });

  writeFileSync(options.masterKeyFile, text);
  await openAndClose(options);
});

test('seals with the first of several master keys, and opens with all that were ever used', async (t) => {
  const options = storeOptions(aFolder(t));
  const record = { grant: createId('GrantId', random), version: 1 };
  const first = await openStore(options);
  const ref = await first.vault.put(record, Secret.of('old'));
  await first.close();
  const oldText = readFileSync(options.masterKeyFile, 'utf8');

  const donor = storeOptions(aFolder(t));
  await openAndClose(donor);
  const newText = readFileSync(donor.masterKeyFile, 'utf8');
  writeFileSync(options.masterKeyFile, newText + oldText);
  const second = await openStore(options);
  assert.equal((await second.vault.get(ref, record)).reveal(), 'old');
  await second.vault.put({ ...record, version: 2 }, Secret.of('new'));
  await second.close();

  for (const one of [oldText, newText]) {
    writeFileSync(options.masterKeyFile, one);
    await assert.rejects(openStore(options), { code: 'key_mismatch' });
  }
});

test('refuses a master key or operator key that others may read', {
  skip: platform === 'win32',
}, async (t) => {
  const options = storeOptions(aFolder(t));
  await openAndClose(options);
  for (const file of [options.masterKeyFile, join(options.dataDir, 'operator.key')]) {
    chmodSync(file, 0o640);
    await assert.rejects(openStore(options), {
      code: 'invalid_configuration',
      message: `Others may read or write ${file}.`,
    });
    chmodSync(file, 0o400);
    await openAndClose(options);
  }
});

test('makes a new operator key when the file is gone or holds another key, and forgets the old one', async (t) => {
  const options = storeOptions(aFolder(t));
  const first = await openStore(options);
  await first.close();
  const oldKey = readFileSync(first.operatorKeyFile, 'utf8');
  assert.equal(readCallerKey(oldKey.trim())?.kind, 'operator');

  rmSync(first.operatorKeyFile);
  const second = await openStore(options);
  await second.close();
  assert.notEqual(second.operatorKeyHash, first.operatorKeyHash);

  writeFileSync(first.operatorKeyFile, oldKey);
  const third = await openStore(options);
  await third.close();
  assert.notEqual(third.operatorKeyHash, first.operatorKeyHash);
  assert.notEqual(readFileSync(first.operatorKeyFile, 'utf8'), oldKey);
});

test('keeps a second store out although somebody took the lock file away', async (t) => {
  const options = storeOptions(aFolder(t));
  const store = await openStore(options);
  cleanUp(t, () => store.close());
  rmSync(join(options.dataDir, 'lock.db'));
  await assert.rejects(openStore(options), { code: 'store_locked' });
});

test('makes no store where one must exist, and leaves the folder alone', async (t) => {
  const folder = aFolder(t);
  const options = storeOptions(folder, { mustExist: true });
  const refusal = { code: 'usage', message: `There is no store in ${options.dataDir}.` };
  await assert.rejects(openStore(options), refusal);
  assert.deepEqual(readdirSync(folder), []);

  mkdirSync(options.dataDir, { mode: 0o700 });
  await assert.rejects(openStore(options), refusal);
  writeFileSync(join(options.dataDir, 'state.db'), '');
  await assert.rejects(openStore(options), refusal);
  assert.deepEqual(readdirSync(folder), ['data']);

  await openAndClose({ ...options, mustExist: false });
  await openAndClose(options);
});
