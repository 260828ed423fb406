import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before as beforeAll, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { aFolder } from './support/a-folder.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, interruptAtWords, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { until } from './support/until.ts';
import { writeConfig } from './support/write-config.ts';

const partner = DEFAULT_TENANTS.partnerOne;
const cleaning = new AsyncDisposableStack();

let folder: string;
let sandbox: Sandbox;
let broker: Running<Ready>;

beforeAll(async () => {
  folder = cleaning.use(await aFolder()).path;
  const publicPort = await freePort();
  const world = defaultWorld({ redirectUris: [`http://localhost:${publicPort}/consent/callback`] });
  sandbox = await createSandbox({ world });
  cleaning.defer(() => sandbox.close());
  await sandbox.listen();
  const { configFile } = await writeConfig(folder, publicPort, sandbox.origins);
  broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  cleaning.defer(async () => void (await broker.stop('SIGTERM')));
});

after(() => cleaning.disposeAsync());

const run = (...args: readonly string[]) => consentry(['posture', ...args, ...asOperator(broker.ready)]);

test('a build learns by the exit code that nothing was seen, and that not everything was', async () => {
  assert.equal((await run('--fail-on', 'high')).exitCode, 4);
  await connectPartner(sandbox, broker.ready);
  const ended = await run('--fail-on', 'high', '--json');
  assert.equal(ended.exitCode, 4, ended.stderr);
  assert.match(ended.stderr, /--fail-on: .*Not seen: .*policies.* Exit code 4\./);
  const { items } = JSON.parse(ended.stdout) as { items: { partner: string; report: { id: string } }[] };
  assert.deepEqual(
    items.map((item) => item.partner),
    [partner],
  );
  assert.equal((await run('--partner', partner)).exitCode, 0);
  assert.equal((await run('--fail-on', 'grave')).exitCode, 2);
});

test('writes a page for its owner alone, in the language that is wanted', async () => {
  const out = join(folder, 'report.html');
  const ended = await run('--partner', partner, '--out', out, '--language', 'sv');
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.match(await readFile(out, 'utf8'), /<html lang="sv">/);
  assert.equal((await stat(out)).mode & 0o777, 0o600);
});

test('Ctrl-C leaves the report at work, and it is there afterwards', async () => {
  const { items: before } = await history();
  sandbox.control.playFault({
    service: 'graph',
    path: '/v1.0/domains',
    fault: { kind: 'latency', ms: 12_000 },
  });
  const args = ['posture', '--partner', partner, ...asOperator(broker.ready)];
  const left = await interruptAtWords(args, 'Of a large tenant it takes some minutes');
  assert.equal(left.exitCode, 130, left.stderr);
  assert.match(left.stderr, /consentry posture --last --partner/);
  assert.equal(left.stdout, '');
  await until(async () => (await history()).items.length > before.length);
  assert.equal((await run('--partner', partner, '--last')).exitCode, 0);
});

async function history(): Promise<{ items: unknown[] }> {
  return JSON.parse((await run('--partner', partner, '--history', '--json')).stdout) as { items: unknown[] };
}
