import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createSandbox, DEFAULT_TENANTS, defaultWorld, type Sandbox } from '@consentry/sandbox';
import { createPerson, signIn } from '@consentry/sandbox/person';
import { aFolder } from './support/a-folder.ts';
import type { Ready } from './support/connect-partner.ts';
import { consentry, consentryMeanwhile, startConsentry } from './support/consentry.ts';
import { freePort } from './support/free-port.ts';

const { partnerOne } = DEFAULT_TENANTS;
const shownCode = /open {2}(\S+)\n.*code +(\S+)\n/;
const cleaning = new AsyncDisposableStack();

let sandbox: Sandbox;
let folder: string;
let common: readonly string[];

before(async () => {
  folder = cleaning.use(await aFolder()).path;
  sandbox = await createSandbox({ world: defaultWorld() });
  cleaning.defer(() => sandbox.close());
  await sandbox.listen();
  const config = join(folder, 'set-up.json');
  const { login, partnerCenter, graph } = sandbox.origins;
  await writeFile(
    config,
    JSON.stringify({
      cloud: {
        name: 'test-cloud',
        allowLocal: true,
        loginBaseUrl: login,
        partnerCenterBaseUrl: partnerCenter,
        graphBaseUrl: graph,
        issuerV1: `${login}/sts/{tenantid}/`,
      },
      publicUrl: `http://localhost:${await freePort()}`,
    }),
  );
  common = ['--tenant', partnerOne, '--kind', 'partner', '--config', config, '--json'];
});

after(() => cleaning.disposeAsync());

/** Enters the code in a browser of its own, as the administrator. */
async function enter([, page = '', code = '']: RegExpExecArray): Promise<void> {
  const user = sandbox.world.users.find(({ directoryRoles }) =>
    directoryRoles.includes('Global Administrator'),
  );
  assert.ok(user);
  const { userPrincipalName, password, totpSecret = '' } = user;
  const now = () => sandbox.clock.now();
  const person = createPerson({ send: (request) => fetch(request), now });
  const asked = await person.submit(await person.open(page), { user_code: code });
  await signIn(person, asked, { userPrincipalName, password, totpSecret }, { now });
}

const create = (...more: readonly string[]): readonly string[] => [
  'app',
  'create',
  ...common,
  '--name',
  'Contoso Partner Tools',
  '--key-out',
  join(folder, 'application.key'),
  ...more,
];

test('shows a plan, is interrupted, goes on, and a broker starts with what it has written', async () => {
  const planned = await consentryMeanwhile(create(), shownCode, enter);
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stderr, /1\. Register the application “Contoso Partner Tools”/);
  assert.equal((JSON.parse(planned.stdout) as { isApplied: boolean }).isApplied, false);
  assert.equal(sandbox.world.applications.length, 1);

  const interrupted = await consentryMeanwhile(create('--apply'), shownCode, async (match, interruptAt) => {
    // What is made is not seen for so long that there is time to press Ctrl-C.
    sandbox.world.settings.directorySeenAfterMs = 3_600_000;
    interruptAt('not seen everywhere yet');
    await enter(match);
  });
  assert.equal(interrupted.exitCode, 130, interrupted.stderr);
  assert.match(interrupted.stderr, /What was made stands\. Run the same again/);
  assert.equal(sandbox.world.applications.length, 2);
  sandbox.control.moveClock(3_600_000);
  delete sandbox.world.settings.directorySeenAfterMs;

  const configOut = join(folder, 'consentry.json');
  const args = create('--apply', '--config-out', configOut);
  const applied = await consentryMeanwhile(args, shownCode, enter);
  assert.equal(applied.exitCode, 0, applied.stderr);
  assert.equal(sandbox.world.applications.length, 2, 'it went on with what was begun');
  assert.ok(!`${applied.stdout}${applied.stderr}`.includes('PRIVATE KEY'));

  const written = JSON.parse(await readFile(configOut, 'utf8')) as object;
  const settings = {
    apiListener: { port: await freePort() },
    dataDir: join(folder, 'data'),
    publicListener: { port: await freePort() },
  };
  const served = join(folder, 'served.json');
  await writeFile(served, JSON.stringify({ ...written, ...settings }));
  const broker = await startConsentry<Ready>(['serve', '--json', '--config', served]);
  assert.equal(await broker.stop('SIGTERM'), 0);
});

test('check ends with 0 where all is as wanted, with 1 and a remedy where something is missing', async () => {
  const registered = sandbox.world.applications.at(-1);
  assert.ok(registered);
  const check = ['app', 'check', ...common, '--application', registered.clientId];
  const good = await consentryMeanwhile(check, shownCode, enter);
  assert.equal(good.exitCode, 0, `${good.stdout}${good.stderr}`);
  const gone = registered.redirectUris.pop();
  const lacking = await consentryMeanwhile(
    check.filter((one) => one !== '--json'),
    shownCode,
    enter,
  );
  assert.equal(lacking.exitCode, 1);
  assert.match(lacking.stdout, new RegExp(`MISSING +redirect uri +${gone} +Run .consentry app create`));
});

test('ends with 2 for what is wrong in the command, before anybody signs in', async () => {
  const wrong: readonly (readonly string[])[] = [
    ['app', 'check', ...common],
    ['app', 'create', ...common],
    ['app', 'create', ...common, '--key-out', join(folder, 'a.key'), '--permission', 'User.Read.All'],
    ['app', 'create', ...common, '--key-out', join(folder, 'a.key'), '--permission', 'graf:User.Read.All'],
    ['app', 'create', ...common, '--key-out', join(folder, 'a.key'), '--public-url', 'http://a.example'],
    ['app', 'create', ...common, '--key-out', join(folder, 'a.key'), '--certificate', join(folder, 'b.pem')],
    ['app', 'create', ...common, '--certificate', join(folder, 'none.pem')],
    ['app', 'create', ...common, '--key-out', join(folder, 'a.key'), '--kind', 'reseller'],
    ['app', 'create', '--key-out', join(folder, 'a.key')],
  ];
  for (const args of wrong) {
    const { exitCode, stderr } = await consentry(args);
    assert.equal(exitCode, 2, `${args.slice(0, 2).join(' ')} ${args.slice(-2).join(' ')}: ${stderr}`);
  }
});
