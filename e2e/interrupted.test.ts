import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { aFolder } from './support/a-folder.ts';
import { signalOnce, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { until } from './support/until.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const grant = `gra_${'A'.repeat(22)}`;

/** A place where somebody listens, takes requests, and answers with no more than a beginning. */
async function aSilentBroker(folder: string) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.write('the beginning of something');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const keyFile = join(folder, 'operator.key');
  writeFileSync(keyFile, 'opk_a-key\n', { mode: 0o600 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    at: ['--url', url, '--key-file', keyFile],
    asked: () => once(server, 'request'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

for (const [signal, args, said] of [
  ['SIGINT', ['grants'], /Nothing was changed\. Run it again\./],
  ['SIGINT', ['token', '--partner', tenant, '--resource', 'graph'], /No token was printed/],
  [
    'SIGINT',
    ['caller', 'add', '--name', 'a', '--partner', 'all', '--resource', 'graph', '--key-out', 'OUT'],
    /consentry caller list/,
  ],
  [
    'SIGINT',
    ['export', '--grant', grant, '--confirm', grant, '--to-vault', 'https://contoso.vault.azure.net'],
    /consentry audit list/,
  ],
  [
    'SIGINT',
    ['consents', 'grant', '--partner', tenant, '--customer', tenant, '--permissions', 'WANTED', '--yes'],
    /consentry consents plan/,
  ],
  ['SIGINT', ['posture', '--partner', tenant, '--out', 'OUT'], /consentry posture --last/],
  ['SIGINT', ['sweep', 'users', '--partner', tenant, '--all', '--out', 'OUT'], /consentry sweep list/],
  ['SIGINT', ['vault', 'move'], /consentry vault status/],
  ['SIGINT', ['test-mfa', '--partner', tenant], /Nothing was kept/],
  ['SIGINT', ['connect', '--device-code', '--partner', tenant], /consentry grants/],
  ['SIGINT', ['purge', '--grant', grant, '--yes', '--report', 'OUT'], /Run it again: it takes the rest away/],
  ['SIGTERM', ['grants'], /Nothing was changed\. Run it again\./],
  ['SIGTERM', ['posture', '--partner', tenant, '--out', 'OUT'], /consentry posture --last/],
] as const) {
  test(`${signal} at ${args[0]} ends it with ${codes[signal]}, says how to go on, and leaves no file`, async () => {
    await using folder = await aFolder();
    await using broker = await aSilentBroker(folder.path);
    const out = join(folder.path, 'out');
    const wanted = join(folder.path, 'wanted.json');
    writeFileSync(wanted, '{"grants":[]}');
    const typed = args.map((arg) => (arg === 'OUT' ? out : arg === 'WANTED' ? wanted : arg));
    const ended = await signalOnce([...typed, ...broker.at], broker.asked, signal);
    assert.equal(ended.exitCode, codes[signal], ended.stderr);
    assert.equal(ended.stdout, '');
    assert.match(ended.stderr, said);
    assert.deepEqual(readdirSync(folder.path).toSorted(), ['operator.key', 'wanted.json']);
  });
}

test('Ctrl-C in the middle of a backup leaves nothing of it, where the beginning is on the disk already', async () => {
  await using folder = await aFolder();
  await using broker = await aSilentBroker(folder.path);
  const out = join(folder.path, 'a.backup');
  const hasBegun = () => until(() => (statSync(`${out}.writing`, { throwIfNoEntry: false })?.size ?? 0) > 0);
  const ended = await signalOnce(['backup', '--out', out, ...broker.at], hasBegun, 'SIGINT');
  assert.deepEqual([ended.exitCode, ended.stdout], [130, ''], ended.stderr);
  assert.match(ended.stderr, /No file was left\. Run it again\./);
  assert.deepEqual(readdirSync(folder.path), ['operator.key']);
});

/** Node.js keeps what it compiled there too. */
const oursIn = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('consentry'));

test('a demo that is interrupted leaves nothing behind', async () => {
  await using folder = await aFolder();
  const hasBegun = () => until(() => oursIn(folder.path).length > 0);
  const env = { TMPDIR: folder.path, TEMP: folder.path };
  const ended = await signalOnce(['demo'], hasBegun, 'SIGINT', { env });
  assert.equal(ended.exitCode, 130, ended.stderr);
  assert.match(ended.stderr, /Nothing of it stays\. Run it again\./);
  assert.deepEqual(oursIn(folder.path), []);
});

test('what runs until it is stopped ends in order, with 0, and leaves nothing behind', async () => {
  await using folder = await aFolder();
  const ports = ['--public-port', String(await freePort()), '--api-port', String(await freePort())];
  const env = { TMPDIR: folder.path, TEMP: folder.path };
  const up = await startConsentry(['up', '--json', ...ports], { env });
  assert.equal(await up.stop('SIGINT'), 0, up.stderr());
  const sandbox = await startConsentry(['sandbox', '--json', '--https'], { env });
  assert.equal(await sandbox.stop('SIGTERM'), 0, sandbox.stderr());
  assert.deepEqual(oursIn(folder.path), []);
});
