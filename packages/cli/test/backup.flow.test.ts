import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { type TestContext, test } from 'node:test';
import { backup } from '../src/commands/backup.ts';
import { addCaller, listCallers } from '../src/commands/caller.ts';
import { check } from '../src/commands/check.ts';
import { createRecoveryKey } from '../src/commands/recovery-key.ts';
import { restore } from '../src/commands/restore.ts';
import type { ConnectOptions } from '../src/connect.ts';
import { aDataFolder, anOutput } from './a-data-folder.ts';

interface Backed {
  readonly folder: string;
  readonly options: ConnectOptions & { readonly data: string };
  readonly from: string;
  readonly recoveryKeyFile: string;
}

/** A store with a caller in it, and a backup of it. */
async function aBackup(t: TestContext): Promise<Backed> {
  const { folder, options } = await aDataFolder(t);
  const recoveryKeyFile = join(folder, 'recovery.key');
  const from = join(folder, 'backup');
  await createRecoveryKey({ out: recoveryKeyFile }, anOutput());
  const config = options.config ?? '';
  const written = JSON.parse(readFileSync(config, 'utf8')) as object;
  writeFileSync(
    config,
    JSON.stringify({ ...written, backup: { recoveryKeyFile: `${recoveryKeyFile}.pub` } }),
  );
  const wanted = { name: 'reports', partner: ['all'], resource: ['graph'], keyOut: join(folder, 'caller') };
  await addCaller({ ...options, ...wanted }, anOutput());
  await backup({ ...options, out: from }, anOutput());
  return { folder, options, from, recoveryKeyFile };
}

/** Commands say by the exit code of the process what they found. */
async function exitCodeOf(work: () => Promise<void>): Promise<typeof process.exitCode> {
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await work();
    return process.exitCode;
  } finally {
    process.exitCode = before;
  }
}

test('a backup is restored on an empty machine by the command alone', async (t) => {
  const { folder, options, from, recoveryKeyFile } = await aBackup(t);
  const data = join(folder, 'restored');
  copyFileSync(`${options.data}.key`, `${data}.key`);
  copyFileSync(`${options.data}.key.revocations`, `${data}.key.revocations`);
  const output = anOutput();
  await restore({ from, recoveryKeyFile, data }, output);
  const [restored] = output.results as readonly { readonly held: number; readonly rows: object }[];
  assert.equal(restored?.held, 0);
  const listed = anOutput();
  await listCallers({ ...options, data }, listed);
  const [{ items }] = listed.results as readonly [{ items: readonly { name: string; keys: unknown[] }[] }];
  assert.deepEqual(
    items.map(({ name, keys }) => [name, keys]),
    [['reports', []]],
  );
  assert.equal(await exitCodeOf(() => check({ ...options, data, all: true }, anOutput())), 0);
});

test('a drill needs the two keys alone, and leaves nothing', async (t) => {
  const { folder, options, from, recoveryKeyFile } = await aBackup(t);
  const masterKeyFile = `${options.data}.key`;
  const before = readdirSync(folder).toSorted();
  const output = anOutput();
  const code = await exitCodeOf(() => restore({ from, recoveryKeyFile, masterKeyFile, drill: true }, output));
  assert.equal(code, 0);
  const [drill] = output.results as readonly { readonly ok: boolean }[];
  assert.equal(drill?.ok, true);
  assert.deepEqual(readdirSync(folder).toSorted(), before);
});

test('without a journal of revocations nothing is restored, unless it is said that there is none', async (t) => {
  const { folder, options, from, recoveryKeyFile } = await aBackup(t);
  const data = join(folder, 'restored');
  copyFileSync(`${options.data}.key`, `${data}.key`);
  await assert.rejects(restore({ from, recoveryKeyFile, data }, anOutput()), {
    code: 'usage',
    message: /no journal of revocations/,
  });
  assert.ok(!existsSync(data));
  await restore({ from, recoveryKeyFile, data, withoutRevocations: true }, anOutput());
  assert.ok(existsSync(join(data, 'state.db')));
});

test('a wrong key, another file and a file that is gone are refused in clear words', async (t) => {
  const { folder, options, from, recoveryKeyFile } = await aBackup(t);
  const other = join(folder, 'other.key');
  await createRecoveryKey({ out: other }, anOutput());
  const masterKeyFile = `${options.data}.key`;
  const drill = (change: object) =>
    restore({ from, recoveryKeyFile, masterKeyFile, drill: true, ...change }, anOutput());
  await assert.rejects(drill({ recoveryKeyFile: other }), { code: 'backup_unreadable' });
  await assert.rejects(drill({ recoveryKeyFile: `${recoveryKeyFile}.pub` }), {
    code: /usage|invalid_configuration/,
  });
  await assert.rejects(drill({ from: options.config }), { code: 'backup_unreadable' });
  await assert.rejects(drill({ from: join(folder, 'gone') }), { code: 'usage' });
  await assert.rejects(drill({ masterKeyFile: join(folder, 'gone') }), { code: 'usage' });
});

test('a backup goes to a new file that is its owner’s alone, or to none', async (t) => {
  const { options, from, folder } = await aBackup(t);
  if (platform !== 'win32') assert.equal(statSync(from).mode & 0o777, 0o600);
  const before = readFileSync(from);
  await assert.rejects(backup({ ...options, out: from }, anOutput()), { code: 'usage' });
  assert.deepEqual(readFileSync(from), before);
  rmSync(from);
  writeFileSync(
    options.config ?? '',
    readFileSync(options.config ?? '', 'utf8').replace(/,"backup":\{[^}]*\}/, ''),
  );
  await assert.rejects(backup({ ...options, out: from }, anOutput()), { code: 'backup_not_configured' });
  assert.ok(!readdirSync(folder).includes('backup'));
});

test('a recovery key is two new files: what opens is its owner’s alone, and is not shown', async (t) => {
  const { folder } = await aDataFolder(t);
  const out = join(folder, 'recovery.key');
  const output = anOutput();
  await createRecoveryKey({ out }, output);
  const opens = readFileSync(out, 'utf8');
  assert.match(opens, /^-----BEGIN PRIVATE KEY-----\n/);
  assert.match(readFileSync(`${out}.pub`, 'utf8'), /^-----BEGIN PUBLIC KEY-----\n/);
  if (platform !== 'win32') assert.equal(statSync(out).mode & 0o777, 0o600);
  assert.ok(!JSON.stringify(output.results).includes(opens.split('\n')[1] ?? ''));
  await assert.rejects(createRecoveryKey({ out }, anOutput()), { code: 'usage' });
  rmSync(out);
  await assert.rejects(createRecoveryKey({ out }, anOutput()), { code: 'usage' });
  assert.ok(!existsSync(out));
});
