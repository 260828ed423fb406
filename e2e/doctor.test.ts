import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { after, before as beforeAll, test } from 'node:test';
import { createSandbox, DEFAULT_APPLICATION, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { nothingInTheWay } from '../packages/server/test/a-diagnosis.ts';
import { aFolder } from './support/a-folder.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { writeConfig } from './support/write-config.ts';

interface Said {
  readonly counts: Readonly<Record<'pass' | 'warn' | 'fail' | 'unknown', number>>;
  readonly checks: readonly { readonly id: string; readonly status: string; readonly group: string }[];
}

const cleaning = new AsyncDisposableStack();
const inAYear = new Date(Date.now() + 365 * 24 * 60 * 60 * 1000).toISOString();

let sandbox: Sandbox;
let broker: Running<Ready>;
let configFile: string;
let dataDir: string;
let reach: readonly string[];

beforeAll(async () => {
  const folder = cleaning.use(await aFolder()).path;
  const publicPort = await freePort();
  const uris = [
    `http://localhost:${publicPort}/consent/callback`,
    `http://localhost:${publicPort}/consent/approved`,
  ];
  const world = defaultWorld({ redirectUris: uris });
  nothingInTheWay(world);
  sandbox = await createSandbox({ world });
  cleaning.defer(() => sandbox.close());
  await sandbox.listen();
  ({ configFile, dataDir } = await writeConfig(folder, publicPort, sandbox.origins));
  const config = JSON.parse(await readFile(configFile, 'utf8')) as { application: object };
  const application = { ...config.application, secretExpiresAt: inAYear };
  await writeFile(configFile, JSON.stringify({ ...config, application }));
  broker = await startConsentry<Ready>(['serve', '--json', '--config', configFile]);
  cleaning.defer(async () => void (await broker.stop('SIGTERM')));
  await connectPartner(sandbox, broker.ready);
  reach = [...asOperator(broker.ready), '--config', configFile];
});

after(() => cleaning.disposeAsync());

async function say(
  ...args: readonly string[]
): Promise<Said & { readonly exitCode: number | null; readonly text: string }> {
  const { exitCode, stdout, stderr } = await consentry(['doctor', '--json', ...args]);
  assert.equal(stderr, '', 'a program is told by standard output alone');
  assert.equal(stdout.trim().split('\n').length, 1);
  return { ...(JSON.parse(stdout) as Said), exitCode, text: stdout };
}

const notPassed = ({ checks }: Said) =>
  checks.filter(({ status }) => status !== 'pass').map(({ id, status }) => `${id} ${status}`);

test('where nothing is in the way the command ends with 0, and shows it group by group', async () => {
  const all = await say(...reach);
  assert.deepEqual([notPassed(all), all.exitCode], [[], 0], all.text);
  assert.deepEqual(
    [...new Set(all.checks.map(({ group }) => group))],
    ['machine', 'network', 'broker', 'application', 'partner', 'customers'],
  );
  const shown = await consentry(['doctor', '--strict', ...reach]);
  assert.equal(shown.exitCode, 0, shown.stdout + shown.stderr);
  assert.match(shown.stdout, /^This machine\n\noutcome +check +of +found\n/);
  assert.match(shown.stdout, /^✓ pass +network\.host +Microsoft Graph http:\/\//m);
  assert.match(
    shown.stdout,
    new RegExp(`\n${all.counts.pass} checks: ${all.counts.pass} passed, 0 warned, 0 failed, 0 unknown\\.\n$`),
  );
  assert.ok(!shown.stdout.includes('\u001b') && !shown.stdout.includes('To do'));
  assert.doesNotMatch(all.text + shown.stdout, new RegExp(DEFAULT_APPLICATION.secret));
});

test('what failed ends the command with 3, and what is wrong in the command with 2', async () => {
  await chmod(broker.ready.operatorKeyFile, 0o640);
  try {
    const open = await say(...reach);
    // The command itself takes no key that others may read.
    assert.deepEqual(
      [notPassed(open), open.exitCode],
      [['machine.private-files fail', 'broker.reached fail'], 3],
    );
  } finally {
    await chmod(broker.ready.operatorKeyFile, 0o600);
  }
  const wrong = await consentry(['doctor', '--partner', 'fabrikam', ...reach]);
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /tenant/);
});

test('what could not be looked at ends it with 4', async () => {
  const remote = await say(...asOperator(broker.ready));
  assert.deepEqual([notPassed(remote), remote.exitCode], [['machine.configuration unknown'], 4]);
});

test('without a running broker its work is done in the process of the command', async () => {
  await broker.stop('SIGTERM');
  const down = await say(...reach);
  assert.deepEqual([notPassed(down), down.exitCode], [['broker.reached fail'], 3], down.text);
  const own = await say('--config', configFile, '--data', dataDir);
  assert.deepEqual([notPassed(own), own.exitCode], [[], 0], own.text);
});
