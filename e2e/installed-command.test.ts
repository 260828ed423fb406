import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { aBareDatabase } from '../packages/server/test/a-database.ts';
import { repository, workspaces } from '../scripts/build/workspaces.ts';
import { aFolder } from './support/a-folder.ts';
import {
  anInstalledCommand,
  findLoaded,
  findOrigins,
  type InstalledCommand,
} from './support/an-installed-command.ts';
import { asOperator, connectPartner, type Ready } from './support/connect-partner.ts';
import { consentry, type Running, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';
import { run } from './support/run-program.ts';
import { writeConfig } from './support/write-config.ts';

const { partnerOne, customerA, vendor } = DEFAULT_TENANTS;

/** Registers an SDK as an operator does, by the packages of the repository, and says on standard error what it is told. */
const tellSpans = `
const { trace } = await import('${import.meta.resolve('@opentelemetry/api')}');
const { BasicTracerProvider, SimpleSpanProcessor } = await import('${import.meta.resolve('@opentelemetry/sdk-trace-base')}');
const exporter = {
  export(spans, done) { for (const { name } of spans) console.error('span ' + name); done({ code: 0 }); },
  shutdown: async () => {},
};
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));`;

describe('the command, built, packed and installed alone in an empty folder', () => {
  let command: InstalledCommand;
  let folder: Awaited<ReturnType<typeof aFolder>>;
  let sandbox: Sandbox;
  let configFile: string;

  before(async () => {
    [command, folder] = [await anInstalledCommand(), await aFolder()];
    const publicPort = await freePort();
    const redirectUris = [`http://localhost:${publicPort}/consent/callback`];
    sandbox = await createSandbox({ world: defaultWorld({ redirectUris }) });
    await sandbox.listen();
    ({ configFile } = await writeConfig(folder.path, publicPort, sandbox.origins));
  });

  afterEach(() => Promise.all(running.splice(0).map((broker) => broker.stop('SIGKILL'))));

  after(async () => {
    await sandbox.close();
    await folder[Symbol.asyncDispose]();
    await command[Symbol.asyncDispose]();
  });

  /** Runs it to its end. */
  async function succeed(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await consentry(args, { bin: command.bin, cwd: folder.path });
    assert.equal(exitCode, 0, stderr);
    return stdout;
  }

  const running: Running<Ready>[] = [];
  async function serve(env: Record<string, string>, ...args: readonly string[]): Promise<Running<Ready>> {
    const broker = await startConsentry<Ready>(['serve', '--json', '--config', ...args], {
      bin: command.bin,
      env,
    });
    running.push(broker);
    return broker;
  }

  test('brings no other package', async () => {
    const installed = await readdir(join(command.folder, 'node_modules'));
    assert.deepEqual(
      installed.filter((name) => !name.startsWith('.')),
      ['consentry'],
    );
  });

  test('carries the licence of each package that is inside', async () => {
    const notices = await readFile(join(command.home, 'THIRD-PARTY-NOTICES'), 'utf8');
    const lib = join(command.home, 'lib');
    const origins = await findOrigins((await readdir(lib)).map((file) => join(lib, file)));
    const names = [...origins].filter((name) => !name.startsWith('packages/'));
    for (const name of ['zod', 'pg', 'pino', '@peculiar/x509']) assert.ok(names.includes(name), name);
    for (const name of names)
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\nLicence: `, 'm'));
    const listed = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+\nLicence: /gm)].map(([, name]) => name);
    const twice = listed.filter((name, index) => listed.indexOf(name) !== index);
    // Two versions of one package are two registries, two classes of the same name. tslib has none.
    assert.deepEqual(
      twice.filter((name) => name !== 'tslib'),
      [],
    );
    assert.match(notices, /Apache License\s+Version 2\.0/);
  });

  test('says its version, as npm links it too', async () => {
    const version = workspaces.find(({ manifest }) => manifest.name === 'consentry')?.manifest.version;
    assert.equal((await succeed('--version')).trim(), version);
    // A file that can be executed, with the Node.js that comes first.
    const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    const linked = join(command.folder, 'node_modules', '.bin', 'consentry');
    assert.equal(run(linked, ['--version'], command.folder, { PATH }).trim(), version);
  });

  test('loads no library to show its help', async () => {
    const { stdout, stderr } = await consentry(['--help'], { bin: command.bin, env: command.telling });
    assert.match(stdout, /consentry <command>/);
    assert.deepEqual([...(await findOrigins(findLoaded(stderr)))].toSorted(), ['commander', 'packages/cli']);
  });

  test('does the whole job', async () => {
    const answer = JSON.parse(await succeed('demo', '--json')) as { readonly ok: boolean };
    assert.equal(answer.ok, true);
  });

  test('makes the certificates of a sandbox on https', async () => {
    const cloud = await startConsentry<{ readonly login: string }>(['sandbox', '--json', '--https'], {
      bin: command.bin,
    });
    assert.match(cloud.ready.login, /^https:/);
    assert.equal(await cloud.stop('SIGTERM'), 0);
  });

  test('hands a token out, records it in a thread, and checks the records in another', async () => {
    const broker = await serve(command.telling, configFile);
    const operator = asOperator(broker.ready);
    await connectPartner(sandbox, broker.ready);
    const keyFile = join(folder.path, 'caller.key');
    const policy = ['--partner', partnerOne, '--customer', 'all', '--resource', 'graph'];
    await succeed('caller', 'add', '--name', 'reports', ...policy, '--key-out', keyFile, ...operator);
    const asked = ['--partner', partnerOne, '--customer', customerA, '--resource', 'graph', '--plain'];
    const token = await succeed('token', '--url', broker.ready.apiUrl, '--key-file', keyFile, ...asked);
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.match(await succeed('audit', 'list', ...operator), /token\.issued/);
    await succeed('audit', 'verify', ...operator);
    assert.equal(await broker.stop('SIGTERM'), 0);
    const loaded = await findOrigins(findLoaded(broker.stderr()));
    assert.ok(loaded.has('packages/server'));
    for (const unused of ['pg', '@peculiar/x509', 'packages/sandbox']) assert.ok(!loaded.has(unused), unused);
  });

  test('gives its spans to the SDK that the process has', async () => {
    const telemetry = join(folder.path, 'telemetry.mjs');
    await writeFile(telemetry, tellSpans);
    const broker = await serve({ NODE_OPTIONS: `--import=${pathToFileURL(telemetry).href}` }, configFile);
    await succeed('grants', '--json', ...asOperator(broker.ready));
    assert.equal(await broker.stop('SIGTERM'), 0);
    assert.match(broker.stderr(), /^span GET \/v1\/grants$/m);
  });

  test('serves on Postgres', async () => {
    const { address, drop } = await aBareDatabase();
    try {
      const passwordFile = join(folder.path, 'password');
      await writeFile(passwordFile, `${address.password?.reveal()}\n`, { mode: 0o600 });
      const url = `postgres://${address.user}@${address.host}:${address.port}/${address.database}`;
      const env = {
        CONSENTRY_DATABASE_PASSWORD_FILE: passwordFile,
        CONSENTRY_DATA_DIR: join(folder.path, 'replica'),
      };
      const broker = await serve(env, configFile, '--database', url);
      await succeed('grants', '--json', ...asOperator(broker.ready));
      await succeed('audit', 'verify', ...asOperator(broker.ready));
      assert.equal(await broker.stop('SIGTERM'), 0);
    } finally {
      await drop();
    }
  });

  test('says what a Key Vault needs, and opens it once that is installed beside it', async () => {
    await using stack = new AsyncDisposableStack();
    const place = stack.use(await aFolder());
    const cloud = await createSandbox({ world: defaultWorld() });
    stack.defer(() => cloud.close());
    const caFile = join(place.path, 'ca.pem');
    const names = { vault: 'example.vault.localhost', login: 'login.localhost' };
    await cloud.listen({ https: true, caFile, names });
    const { configFile: config } = await writeConfig(place.path, await freePort(), cloud.origins, caFile);
    const env = { CONSENTRY_KEY_VAULT_URL: cloud.origins.vault, CONSENTRY_KEY_VAULT_TENANT: vendor };

    const refused = await consentry(['serve', '--config', config], { bin: command.bin, env });
    assert.equal(refused.exitCode, 2, refused.stderr);
    assert.match(refused.stderr, /Azure Key Vault needs the package @azure\/keyvault-secrets\./);

    const azure = join('node_modules', '@azure');
    await symlink(join(repository, azure), join(command.folder, azure));
    const broker = await serve(env, config);
    assert.equal(await broker.stop('SIGTERM'), 0);
  });
});
