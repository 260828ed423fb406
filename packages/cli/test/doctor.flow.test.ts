import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { type Check, ConsentryError, declareCloud } from '@consentry/core';
import { createNodeFetch, systemClock } from '@consentry/core/node';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { aBroker, partnerOne, type TestBroker } from '../../server/test/a-broker.ts';
import { notPassed, nothingInTheWayOf } from '../../server/test/a-diagnosis.ts';
import { aListeningBroker } from '../../server/test/a-listening-broker.ts';
import { doctor } from '../src/commands/doctor.ts';
import { checkByBroker } from '../src/doctor/check-broker.ts';
import { checkMachine, type Machine } from '../src/doctor/check-machine.ts';
import type { Output } from '../src/terminal/output.ts';

const cleanUps: (() => unknown)[] = [];
after(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : assert.fail('it has no port');
}

/** A port at which nobody listens any more. */
async function aClosedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

type Config = Awaited<ReturnType<Machine['load']>>;

/** Looks at a machine whose cloud is the sandbox, with these changes. */
async function look(
  t: TestBroker,
  { config = {}, ...change }: Partial<Machine> & { readonly config?: Partial<Config> } = {},
): Promise<readonly Check[]> {
  return checkMachine(
    {
      environment: {},
      version: '26.1.0',
      leastVersion: 24,
      load: async () => ({ ...t.config, ...config }),
      open() {
        const fetch = createNodeFetch({ allowLocal: true });
        return { fetch, clock: systemClock, close: () => fetch.close() };
      },
      deadlineMs: 5_000,
      ...change,
    },
    'broker.json',
  );
}

/** The cloud of the sandbox, with another place for Graph. */
function withGraphAt(t: TestBroker, graphBaseUrl: string): Partial<Config> {
  const { login, partnerCenter } = t.sandbox.origins;
  const resources = { 'partner-center': { baseUrl: partnerCenter }, graph: { baseUrl: graphBaseUrl } };
  return { cloud: declareCloud({ name: 'test-cloud', loginBaseUrl: login, resources }) };
}

/** @param remedy of the only check that did not pass */
function assertAlone(checks: readonly Check[], expected: string, remedy: RegExp, found: RegExp = /./): void {
  const bad = checks.filter(({ status }) => status !== 'pass');
  assert.deepEqual(notPassed(checks), [expected], JSON.stringify(bad, null, 1));
  assert.match(bad[0]?.remedy ?? '', remedy);
  assert.match(bad[0]?.found ?? '', found);
}

test('on a machine where nothing is in the way, every check passes, one for each host', async () => {
  await using t = await aBroker({ onSockets: true });
  const checks = await look(t);
  assert.deepEqual(notPassed(checks), []);
  assert.deepEqual(
    checks.filter(({ id }) => id === 'network.host').map(({ subject }) => subject.split(' http')[0]),
    ['Entra sign-in', 'Partner Center', 'Microsoft Graph'],
  );
  const uris = checks.find(({ id }) => id === 'machine.redirect-uris');
  assert.match(uris?.found ?? '', /http:\/\/localhost:44395\/consent\/callback/);
});

test('a host where nobody listens is told by its name, and the clock is known by the others', async () => {
  await using t = await aBroker({ onSockets: true });
  const config = withGraphAt(t, `http://127.0.0.1:${await aClosedPort()}`);
  assertAlone(await look(t, { config }), 'network.host fail', /firewall/, /^connect: .*ECONNREFUSED/);
});

test('a host that never answers holds nothing up beyond its deadline', async () => {
  await using t = await aBroker({ onSockets: true });
  const silent = createTcpServer((socket) => void cleanUps.push(() => socket.destroy()));
  const config = withGraphAt(t, `http://127.0.0.1:${await portOf(silent)}`);
  assertAlone(await look(t, { config, deadlineMs: 200 }), 'network.host fail', /firewall/, /^timeout: /);
});

test('a host whose certificate nobody here trusts is told, and what a proxy has to do with it', async () => {
  await using t = await aBroker({ onSockets: true });
  const { certificate: cert, privateKey: key } = await aCertificate();
  const port = await portOf(createServer({ cert, key }));
  const checks = await look(t, { config: withGraphAt(t, `https://127.0.0.1:${port}`) });
  assertAlone(checks, 'network.host fail', /proxy\.caFile/, /^tls: /);
});

test('a host that is in trouble itself is a warning', async () => {
  await using t = await aBroker({ onSockets: true });
  t.sandbox.control.playFault({ service: 'graph', times: 'always', fault: { kind: 'answer', status: 503 } });
  assertAlone(await look(t), 'network.host warn', /try again/, /503/);
});

for (const minutes of [10, -10]) {
  test(`a clock that is ${minutes} minutes off is told, with how it is set`, async () => {
    await using t = await aBroker({ onSockets: true });
    const clock = { now: () => Date.now() + minutes * 60_000 };
    const open: Machine['open'] = () => {
      const fetch = createNodeFetch({ allowLocal: true });
      return { fetch, clock, close: () => fetch.close() };
    };
    const found = minutes > 0 ? /(599|600|601) s before 3 hosts/ : /(599|600|601) s behind 3 hosts/;
    assertAlone(await look(t, { open }), 'network.clock fail', /NTP/, found);
  });
}

test('a proxy of the environment is not used, and that is said without its address', async () => {
  await using t = await aBroker({ onSockets: true });
  const environment = { HTTPS_PROXY: 'http://user:CANARY@proxy.example', NO_PROXY: 'localhost' };
  const checks = await look(t, { environment });
  assertAlone(checks, 'network.proxy warn', /proxy\.url/, /HTTPS_PROXY/);
  assert.doesNotMatch(JSON.stringify(checks), /CANARY/);
});

test('a proxy of the configuration is what is used, and is named', async () => {
  await using t = await aBroker({ onSockets: true });
  const proxy = {
    url: 'http://proxy.example:3128',
    credentials: undefined,
    ca: undefined,
    except: ['.example'],
  };
  const checks = await look(t, { config: { proxy }, environment: { HTTPS_PROXY: 'http://other.example' } });
  const [check] = checks.filter(({ id }) => id === 'network.proxy');
  assert.deepEqual([check?.status, check?.subject], ['pass', 'http://proxy.example:3128']);
});

test('keys that others may read are told by their paths', {
  skip: process.platform === 'win32',
}, async () => {
  await using t = await aBroker({ onSockets: true });
  await chmod(t.broker.store.operatorKeyFile, 0o644);
  assertAlone(await look(t), 'machine.private-files fail', /chmod 600/, /operator key .*operator\.key/);
});

test('a key that cannot be looked at is not said to be missing or private', async () => {
  await using t = await aBroker({ onSockets: true });
  // Whoever runs the tests may look everywhere: a link that leads to itself can be looked at by nobody.
  const masterKeyFile = join(await mkdtemp(join(tmpdir(), 'consentry-')), 'master.key');
  cleanUps.push(() => rm(dirname(masterKeyFile), { recursive: true }));
  await symlink(masterKeyFile, masterKeyFile);
  const checks = await look(t, { config: { masterKeyFile } });
  assertAlone(checks, 'machine.private-files unknown', /user of the broker/, /master key .*master\.key/);
});

test('an old Node.js is told', async () => {
  await using t = await aBroker({ onSockets: true });
  assertAlone(await look(t, { version: '22.9.0' }), 'machine.node fail', /newer Node/);
});

test('a configuration that no broker would start with is told with its problems, and no host is asked', async () => {
  await using t = await aBroker();
  const load = (): never => {
    throw new ConsentryError('invalid_configuration', {
      message: 'Two.\ncloud.name is missing',
      remedy: 'Give it.',
    });
  };
  const checks = await look(t, { load });
  assertAlone(checks, 'machine.configuration fail', /Give it/, /Two\. cloud\.name is missing/);
  assert.equal(checks.length, 2);
});

test('without a configuration it is unknown, and not good, what this machine reaches', async () => {
  const nobody = (): never => assert.fail('nothing is read');
  const machine = {
    environment: { CONSENTRY_URL: 'x' },
    version: '26.0.0',
    leastVersion: 24,
    load: nobody,
    open: nobody,
  };
  assertAlone(
    await checkMachine({ ...machine, deadlineMs: 1 }, undefined),
    'machine.configuration unknown',
    /--config/,
  );
});

async function say(options: object): Promise<{
  readonly text: string;
  readonly checks: readonly Check[];
  readonly counts: Readonly<Record<string, number>>;
  readonly code: typeof process.exitCode;
}> {
  const said: { text: string; data: { checks: Check[]; counts: Record<string, number> } }[] = [];
  const output: Output = {
    json: false,
    result: (text, data) => void said.push({ text: text(), data: data as never }),
    note: () => undefined,
  };
  const before = process.exitCode;
  try {
    process.exitCode = 0;
    await doctor(options, output);
    const [{ text, data } = assert.fail('nothing was said')] = said;
    return { text, ...data, code: process.exitCode };
  } finally {
    process.exitCode = before;
  }
}

test('asks the broker of itself and of every partner, and says group by group what to do', async () => {
  await using listening = await aListeningBroker(nothingInTheWayOf({ secretDays: 20 }));
  const { t, url } = listening;
  await t.broker.app.signingKeys.refresh();
  await t.aConnectedPartner();
  const reach = { url, keyFile: t.broker.store.operatorKeyFile };
  const warned = await say(reach);
  assert.deepEqual(notPassed(warned.checks), [
    'machine.configuration unknown',
    'application.credential warn',
  ]);
  assert.match(
    warned.text,
    /^Application\n\noutcome +check.*\n─.*\n! warn +application\.credential +application\.secretFile/m,
  );
  assert.match(
    warned.text,
    /^To do\n\n! warn {2}application\.credential \(application\.secretFile\)\n {2}A certificate: consentry credential rotate/m,
  );
  assert.match(warned.text, /\n24 checks: 22 passed, 1 warned, 0 failed, 1 unknown\.$/);
  assert.equal(warned.code, 4);
  assert.equal((await say({ ...reach, strict: true })).code, 3);
  assert.equal((await say({ ...reach, partner: partnerOne })).checks.length, 24);
  const nobody = await say({ ...reach, partner: '99999999-9999-4999-8999-999999999999' });
  assert.deepEqual([notPassed(nobody.checks).includes('grant.state fail'), nobody.code], [true, 3]);
  await assert.rejects(say({ ...reach, partner: 'fabrikam' }), { code: 'invalid_request' });
});

test('a broker that is down, and a key that is refused, are a failure with its remedy, and nothing else is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'consentry-doctor-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'operator.key');
  await writeFile(keyFile, 'cty_CANARY\n', { mode: 0o600 });
  const down = await say({ url: `http://127.0.0.1:${await aClosedPort()}`, keyFile });
  assert.deepEqual(notPassed(down.checks), ['machine.configuration unknown', 'broker.reached fail']);
  assert.equal(down.code, 3);
  await using listening = await aListeningBroker();
  const refused = await say({ url: listening.url, keyFile });
  assert.deepEqual(notPassed(refused.checks), ['machine.configuration unknown', 'broker.reached fail']);
  assert.doesNotMatch(refused.text + JSON.stringify(refused.checks), /CANARY/);
  const missing = await say({ url: listening.url, keyFile: join(folder, 'nothing') });
  assert.deepEqual(notPassed(missing.checks), ['machine.configuration unknown', 'broker.reached fail']);
});

test('a broker without a partner says so, and what cannot be known without one', async () => {
  await using listening = await aListeningBroker(nothingInTheWayOf({}));
  const { t, url } = listening;
  const { checks } = await say({ url, keyFile: t.broker.store.operatorKeyFile });
  assert.ok(notPassed(checks).includes('grant.state warn'));
  assert.ok(notPassed(checks).includes('registration.kind unknown'));
  assert.ok(notPassed(checks).includes('application.credential unknown'));
});

test('a password that stands in the address of the broker is not shown', async () => {
  const url = 'http://robot:canary@127.0.0.1:44396';
  const checks = await checkByBroker({
    url,
    keyFile: '/no/such/key',
    onProgress: () => undefined,
    version: '0.1.0',
  });
  assert.deepEqual(notPassed(checks), ['broker.reached fail']);
  assert.equal(checks[0]?.subject, 'http://127.0.0.1:44396');
});
