import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { platform } from 'node:process';
import { test } from 'node:test';
import { createId, Secret } from '@consentry/core';
import {
  aFolder,
  aPlace,
  cleanUp,
  partner,
  random,
  storeOptions,
  testOnBoth,
} from '../../../test/a-store.ts';
import { deriveChainKeys, headSeal } from '../audit/audit-chain.ts';
import { addMasterKey } from '../master-keys.ts';
import { openStore } from '../open-store.ts';
import { type JournalEntry, openRevocationJournal, readRevocations } from './revocation-journal.ts';

const keys = deriveChainKeys([{ id: 'mk_AAAAAAAAAAAAAAAA', key: Secret.of(random.bytes(32)) }]);
const store = 'AAAAAAAAAAAAAAAA';
const grant = createId('GrantId', random);
const entries: readonly JournalEntry[] = [
  { at: 1, act: 'revoke', of: grant },
  { at: 2, act: 'purge', of: grant },
  { at: 3, act: 'stop', of: partner },
  { at: 4, act: 'stop', of: 'everything' },
  { at: 4, act: 'resume', of: partner },
];

test('keeps what was taken back in the order of writing', async (t) => {
  const file = join(aFolder(t), 'journal');
  const journal = openRevocationJournal({ file, store, keys });
  for (const entry of entries) await journal.write(entry);
  const read = openRevocationJournal({ file, store, keys }).read();
  assert.deepEqual(
    read,
    entries.map((entry) => ({ ...entry, store, authentic: true })),
  );
});

testOnBoth('a store has its journal beside the master key, closed to others', async (t, kind) => {
  const place = await aPlace(t, kind);
  const opened = await openStore(place);
  await opened.revocations.write({ at: 1, act: 'revoke', of: grant });
  await opened.close();
  const again = await openStore(place);
  cleanUp(t, () => again.close());
  assert.deepEqual(
    again.revocations.read().map(({ act, of, authentic }) => ({ act, of, authentic })),
    [{ act: 'revoke', of: grant, authentic: true }],
  );
  if (platform === 'win32') return;
  assert.equal(statSync(`${place.masterKeyFile}.revocations`).mode & 0o777, 0o600);
});

testOnBoth('verifies lines of the time of a master key that is gone', async (t, kind) => {
  const place = await aPlace(t, kind);
  const first = await openStore(place);
  await first.revocations.write({ at: 1, act: 'revoke', of: grant });
  await first.close();
  addMasterKey(place.masterKeyFile, 'first', random);
  const second = await openStore(place);
  await second.masterKeys.reseal();
  await second.revocations.write({ at: 2, act: 'revoke', of: grant });
  await second.close();
  const lines = readFileSync(place.masterKeyFile, 'utf8').trimEnd().split('\n');
  const needed = kind === 'sqlite' ? lines.slice(0, -1) : lines;
  writeFileSync(place.masterKeyFile, `${needed.join('\n')}\n`);
  const third = await openStore(place);
  cleanUp(t, () => third.close());
  assert.deepEqual(
    third.revocations.read().map(({ at, authentic }) => ({ at, authentic })),
    [
      { at: 1, authentic: true },
      { at: 2, authentic: true },
    ],
  );
});

testOnBoth('does not open a store whose journal cannot be made', async (t, kind) => {
  const place = await aPlace(t, kind);
  mkdirSync(`${place.masterKeyFile}.revocations`);
  await assert.rejects(openStore(place), { code: 'store_corrupt' });
});

test('several stores and several writers share a file, and each reads its own', async (t) => {
  const file = join(aFolder(t), 'journal');
  const others = ['BBBBBBBBBBBBBBBB', 'CCCCCCCCCCCCCCCC'].map((other) =>
    openRevocationJournal({ file, store: other, keys }),
  );
  const twins = [1, 2].map(() => openRevocationJournal({ file, store, keys }));
  await Promise.all(
    Array.from({ length: 25 }, (_, at) =>
      Promise.all([...twins, ...others].map((journal) => journal.write({ at, act: 'revoke', of: grant }))),
    ),
  );
  for (const journal of others) assert.equal(journal.read().length, 25);
  assert.equal(twins[0]?.read().length, 50);
  assert.equal(readRevocations(file, keys).length, 100);
});

test('tells a line that was changed, and one whose key is not here', async (t) => {
  const file = join(aFolder(t), 'journal');
  const journal = openRevocationJournal({ file, store, keys });
  await journal.write({ at: 1, act: 'stop', of: partner });
  writeFileSync(file, readFileSync(file, 'utf8').replace(' stop ', ' resume '));
  assert.deepEqual(journal.read(), [{ at: 1, act: 'resume', of: partner, store, authentic: false }]);
  const strangers = deriveChainKeys([{ id: 'mk_BBBBBBBBBBBBBBBB', key: Secret.of(random.bytes(32)) }]);
  assert.equal(openRevocationJournal({ file, store, keys: strangers }).read()[0]?.authentic, false);
});

test('takes the seal of an anchored head for no line of its own', async (t) => {
  const file = join(aFolder(t), 'journal');
  const [key] = keys;
  assert.ok(key);
  const seal = headSeal(key, store, { writer: '1', sequence: 1, mac: grant });
  writeFileSync(file, `${store} 1 revoke ${grant} ${seal}\n`);
  assert.equal(readRevocations(file, keys)[0]?.authentic, false);
});

test('leaves out what is no line, and loses none after one that a crash left unfinished', async (t) => {
  const file = join(aFolder(t), 'journal');
  const journal = openRevocationJournal({ file, store, keys });
  await journal.write({ at: 1, act: 'revoke', of: grant });
  appendFileSync(file, `${store} 2 revoke gra_`);
  await journal.write({ at: 3, act: 'revoke', of: grant });
  assert.deepEqual(
    journal.read().map(({ at, authentic }) => ({ at, authentic })),
    [
      { at: 1, authentic: true },
      { at: 3, authentic: true },
    ],
  );
});

test('refuses what it could not write down', async (t) => {
  const folder = join(aFolder(t), 'gone');
  mkdirSync(folder);
  const journal = openRevocationJournal({ file: join(folder, 'journal'), store, keys });
  rmSync(folder, { recursive: true });
  await assert.rejects(journal.write({ at: 1, act: 'revoke', of: grant }), { code: 'store_unavailable' });
  assert.throws(() => journal.read(), { code: 'store_unavailable' });
});

test('a backup of the data folder that is put back sets no journal back', async (t) => {
  const options = storeOptions(aFolder(t));
  await (await openStore(options)).close();
  const copy = join(dirname(options.dataDir), 'copy.db');
  copyFileSync(join(options.dataDir, 'state.db'), copy);
  const second = await openStore(options);
  await second.revocations.write({ at: 1, act: 'revoke', of: grant });
  await second.close();
  copyFileSync(copy, join(options.dataDir, 'state.db'));
  const third = await openStore(options);
  cleanUp(t, () => third.close());
  assert.equal(third.revocations.read().length, 1);
});

test('has what it said that it wrote, also after kill -9', async (t) => {
  const file = join(aFolder(t), 'journal');
  const program = `
    const { openRevocationJournal } = await import(${JSON.stringify(new URL('./revocation-journal.ts', import.meta.url))});
    const key = { id: 'mk_AAAAAAAAAAAAAAAA', group: new Uint8Array(32), head: new Uint8Array(32) };
    const journal = openRevocationJournal({ file: process.argv[1], store: ${JSON.stringify(store)}, keys: [key] });
    for (let at = 1; ; at++) {
      await journal.write({ at, act: 'revoke', of: ${JSON.stringify(grant)} });
      process.stdout.write(at + '\\n');
    }
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > 20) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const last = Number(said.trimEnd().split('\n').at(-1));
  const key = { id: 'mk_AAAAAAAAAAAAAAAA', group: new Uint8Array(32), head: new Uint8Array(32) };
  const written = readRevocations(file, [key]);
  assert.ok(written.length >= last && last >= 20);
  assert.ok(written.every(({ authentic, at }, index) => authentic && at === index + 1));
});
