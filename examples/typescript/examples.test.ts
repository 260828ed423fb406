import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { freePort } from '../../e2e/support/free-port.ts';
import { aPartner } from '../../packages/sandbox/test/a-partner.ts';
import { customerA, customerB, partnerOne } from '../../packages/server/test/a-broker.ts';
import { aListeningBroker, type ListeningBroker } from '../../packages/server/test/a-listening-broker.ts';

// Each example is a program of its own, against a broker and a cloud that listen. `graph-sdk.ts` wants https: `e2e/azure-sdks.test.ts` runs it.

const run = promisify(execFile);
const here = (name: string): string => join(import.meta.dirname, name);
let place: ListeningBroker;
let folder: string;
let env: Record<string, string>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consentry-examples-'));
  place = await aListeningBroker({ approvedApis: 'all' });
  await place.t.aConnectedPartner();
  const key = await place.aKey({
    customers: 'all',
    partnerTenant: true,
    resources: ['partner-center', 'graph', 'defender'],
    access: ['delegated', 'app-only'],
  });
  await writeFile(join(folder, 'caller.key'), key);
  env = {
    BROKER: place.url,
    KEY_FILE: join(folder, 'caller.key'),
    PARTNER: partnerOne,
    CUSTOMER: customerA,
    ALLOW_LOCAL: '1',
  };
});

after(async () => {
  await place[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs an example to its end. @returns the lines of its two outputs */
async function runExample(name: string, more: Record<string, string> = {}) {
  const done = await run(process.execPath, [here(name)], { env: { ...env, ...more }, timeout: 60_000 });
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return { out: lines(done.stdout), err: lines(done.stderr) };
}

test('each example has less than thirty lines', async () => {
  const names = (await readdir(import.meta.dirname)).filter((name) => !name.endsWith('.test.ts'));
  assert.equal(names.length, 8);
  for (const name of names) {
    const { length } = (await readFile(here(name), 'utf8')).trimEnd().split('\n');
    assert.ok(length < 30, `${name} has ${length}`);
  }
});

test('list-users: the users of every customer, and what is missing at the others', async () => {
  const { out, err } = await runExample('list-users.ts');
  const { users } = place.t.sandbox.world;
  assert.equal(out.length, users.filter(({ tenantId }) => tenantId === customerA).length);
  assert.ok(out.every((line) => line.startsWith('customer-a.example ')));
  assert.ok(err.some((line) => line.startsWith('customer-b.example: ') && line.includes('AADSTS65001')));
});

test('incidents: what Defender has open at every customer', async () => {
  const { out } = await runExample('incidents.ts');
  assert.ok(out.length > 0);
  for (const line of out) assert.match(line, /^customer-[ac]\.example \d+ (Informational|Low|Medium|High) ./);
});

test('hunting: one query over every customer', async () => {
  const { out } = await runExample('hunting.ts');
  const rows = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.ok(rows.length > 0);
  for (const row of rows) assert.ok(row['customer'] && row['OSPlatform'] && Number(row['count_']) > 0);
});

test('subscriptions: every customer’s, as CSV', async () => {
  const { out } = await runExample('subscriptions.ts');
  const [head, ...rows] = out;
  assert.equal(head, 'customer,subscription,offer,quantity,status');
  assert.ok(rows.length >= 3);
  for (const row of rows) assert.match(row, /^"[^"]+","[0-9a-f-]{36}","[^"]+","\d+","[a-z]+"$/);
});

test('consents: plans and grants what a customer lacks', async () => {
  const permissions = { grants: [{ resource: 'graph', scopes: ['User.Read.All', 'Directory.Read.All'] }] };
  await writeFile(join(folder, 'permissions.json'), JSON.stringify(permissions));
  const { out } = await runExample('consents.ts', {
    KEY_FILE: place.t.broker.store.operatorKeyFile,
    CUSTOMER: customerB,
    PERMISSIONS: join(folder, 'permissions.json'),
  });
  assert.deepEqual(out, ['graph lacks: User.Read.All Directory.Read.All', 'graph: proved']);
});

test('webhooks: believes what Partner Center signed, and nothing else', async () => {
  const { client, send } = await aPartner();
  const { sandbox } = client;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const registered = await send('POST', '/webhooks/v1/registration', {
    WebhookUrl: url,
    WebhookEvents: ['subscription-updated'],
  });
  assert.equal(registered.status, 200);
  await sandbox.listen({ https: true, caFile: join(folder, 'ca.pem') });
  await writeFile(join(folder, 'root.pem'), await sandbox.control.webhookRoot());
  const program = spawn(process.execPath, [here('webhooks.ts')], {
    env: {
      ...env,
      PORT: String(port),
      CA_FILE: join(folder, 'ca.pem'),
      ROOTS: join(folder, 'root.pem'),
      CERTIFICATE_FOLDER: `${sandbox.origins.partnerCenter}/cert/`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const printed = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    assert.match((await printed.next()).value ?? '', /^listening/);
    const order = { event: 'subscription-updated' };
    assert.equal((await sandbox.control.sendWebhook(order)).status, 200);
    assert.match((await printed.next()).value ?? '', /^subscription-updated http/);
    const forged = await sandbox.control.sendWebhook({ ...order, defect: 'wrong-signature' });
    assert.equal(forged.status, 401);
  } finally {
    program.kill();
    await sandbox.close();
  }
});
