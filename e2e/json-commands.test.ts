import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before as beforeAll, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { needed, runnable } from '../packages/cli/test/a-command-line.ts';
import { aFolder } from './support/a-folder.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
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
  await connectPartner(sandbox, broker.ready);
  const caller = [
    '--name',
    'all',
    '--partner',
    'all',
    '--customer',
    'all',
    '--partner-tenant',
    '--resource',
    'partner-center',
    '--key-out',
  ];
  const added = await consentry(['caller', 'add', ...caller, callerKey(), ...asOperator(broker.ready)]);
  assert.equal(added.exitCode, 0, added.stderr);
  writeFileSync(join(folder, 'wanted.json'), '{"grants":[{"resource":"graph","scopes":["User.Read.All"]}]}');
});

const callerKey = (): string => join(folder, 'caller.key');

after(() => cleaning.disposeAsync());

/** They run until somebody stops them, or wait for somebody: their own tests have them. */
const waiting = ['up', 'demo', 'serve', 'sandbox', 'connect', 'test-mfa'];

/** An operator gets no token. */
const forCallers = ['token', 'call'];

/** What succeeds against a broker with one partner. Of all others a refusal is looked at. */
const more: Readonly<Record<string, readonly string[]>> = {
  invite: ['--partner', partner],
  help: ['sweep', 'list'],
  explain: [],
  grants: [],
  forecast: [],
  posture: [],
  check: ['--all'],
  'admin-consents list': [],
  'sweep list': [],
  'caller add': ['--resource', 'graph'],
  'caller list': [],
  'audit list': [],
  'audit verify': [],
  stop: ['--everything'],
  resume: ['--everything'],
  'vault status': [],
  'vault move': [],
  'master-key status': [],
  'credential status': [],
  reach: ['--partner', partner],
  token: ['--partner', partner, '--resource', 'partner-center'],
  call: ['--partner', partner, '--resource', 'partner-center', '--path', '/v1/customers?size=10'],
  'recovery-key create': ['--out', 'OUT/recovery.key'],
  'credential create': ['--certificate-file', 'OUT/own.pem', '--private-key-file', 'OUT/own.key'],
  sweep: ['users', '--partner', partner, '--all'],
  completion: [],
};

for (const { path, usage } of runnable) {
  const name = path.join(' ');
  if (waiting.includes(name)) continue;
  test(`${name} --json writes one line of JSON and nothing else to standard output`, async () => {
    const own = more[name];
    const required = needed(usage);
    const named = new Set(own?.filter((word) => word.startsWith('--')));
    // What is right of its kind, unless something of this broker is named.
    const filled = required.filter(
      (word, index) => !named.has(word) && !named.has(required[index - 1] ?? ''),
    );
    const typed = [...filled, ...(own ?? [])].map((word) => word.replace('OUT', folder));
    const reaches = usage.options?.some(({ flags }) => flags.startsWith('--url ')) === true;
    const { apiUrl, operatorKeyFile } = broker.ready;
    const keyFile = forCallers.includes(name) ? callerKey() : operatorKeyFile;
    const at = reaches ? ['--url', apiUrl, '--key-file', keyFile] : [];
    const ended = await consentry([...path, ...typed, ...at, '--json'], { cwd: folder });
    if (own === undefined && ended.stdout === '') {
      assert.notEqual(ended.exitCode, 0, ended.stderr);
      const { error } = JSON.parse(ended.stderr.trimEnd().split('\n').at(-1) ?? '') as {
        error: { code: string };
      };
      assert.notEqual(error.code, 'internal_error');
      return;
    }
    assert.match(ended.stdout, /^[^\n]+\n$/, ended.stderr);
    assert.equal(typeof JSON.parse(ended.stdout), 'object');
  });
}

test('an error of a wrong command is one line of JSON on standard error', async () => {
  const rows = ['sweep', 'rows', `swp_${'A'.repeat(22)}`, '--format', 'csv'];
  for (const args of [['sweeep'], ['grants', '--no-such'], ['sweep', 'show', 'x'], ['caller'], rows]) {
    const ended = await consentry([...args, '--json']);
    assert.deepEqual([ended.exitCode, ended.stdout], [2, '']);
    assert.match(ended.stderr, /^\{"error":\{"code":"usage",[^\n]+\}\n$/);
  }
});

test('help is a result, and a command without a word is not', async () => {
  const help = await consentry(['caller', 'identity', 'add', '--help']);
  assert.deepEqual([help.exitCode, help.stderr], [0, '']);
  assert.match(help.stdout, /^Let a caller present[^]*\nExamples:\n/);
  const nothing = await consentry([]);
  assert.deepEqual([nothing.exitCode, nothing.stdout], [2, '']);
  assert.match(nothing.stderr, /Usage: consentry <command>/);
  assert.match((await consentry(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  const codes = await consentry(['help', 'exit-codes']);
  assert.match(codes.stdout, /130 +Ended by Ctrl-C/);
});
