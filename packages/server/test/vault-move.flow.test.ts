import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ConsentryError,
  findVaultName,
  isConsentryError,
  readApplicationId,
  readTenantId,
  Secret,
  TransportError,
} from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type FaultRule } from '@consentry/sandbox';
import type { BrokerConfig } from '../src/index.ts';
import {
  aBroker,
  customerA,
  partnerOne,
  partnerTwo,
  type TestBroker,
  type TestBrokerOptions,
} from './a-broker.ts';
import { aDatabase } from './a-database.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const hourMs = 60 * 60 * 1000;

const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

/** Partner one has connected with two accounts, and partner two with one; all lie in the database. */
async function threeGrants(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const t = await aBroker({
    ...options,
    world(world) {
      for (const tenant of world.tenants) if (tenant.id === partnerTwo) tenant.usersMayConsent = true;
    },
  });
  await t.connect(await t.invite(), t.user('service'));
  await t.connect(await t.invite(), t.user('admin'));
  await t.connect(await t.invite({ partner: partnerTwo }), t.user('service', partnerTwo));
  assert.equal((await t.broker.store.grants.list({ limit: 9 })).length, 3);
  return t;
}

const play = (t: TestBroker, fault: FaultRule['fault'], rule: Partial<FaultRule> = {}) =>
  t.sandbox.control.playFault({ service: 'vault', times: 'always', ...rule, fault });

async function placesOf(t: TestBroker): Promise<readonly string[]> {
  return (await t.broker.store.grants.list({ limit: 9 }))
    .map(({ secret }) => String(findVaultName(secret)))
    .toSorted();
}

async function move(t: TestBroker, body: { partner?: string; grant?: string } = {}) {
  await t.operator.call('moveGrants', { body });
  await t.broker.app.vaultMove.settled();
  return t.operator.call('getVault', { query: body });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
  );
}

test('moves all grants into Key Vault and back, and hands out tokens of each', async () => {
  await using t = await threeGrants();
  const caller = await t.aCaller({ partners: 'all' });
  for (const [vault, into] of [
    ['key-vault', 'key-vault'],
    ['database', 'database'],
  ] as const) {
    await t.restart({ keyVault, vault });
    const { move: report, left, vaults } = await move(t);
    assert.deepEqual([report?.total, report?.moved, report?.failed, left], [3, 3, 0, 0]);
    assert.deepEqual(await placesOf(t), [into, into, into]);
    assert.equal(vaults.find((one) => one.vault === into)?.grants, 3);
    await caller.call('acquireToken', { body: graph });
    await caller.call('acquireToken', { body: { partner: partnerTwo, resource: 'partner-center' } });
  }
  const events = await t.events();
  assert.equal(events.filter(({ type }) => type === 'grant.moved').length, 6);
  assert.equal(events.filter(({ type }) => type === 'vault.move_started').length, 2);
  assert.equal((await t.operator.call('verifyAudit', {})).ok, true);
  // Without the Key Vault, nothing is missing.
  await t.restart();
  await caller.call('acquireToken', { body: partnerCenter });
});

test('leaves the age of a refresh token as it was', async () => {
  await using t = await threeGrants();
  const ages = async () => (await t.broker.store.grants.list({ limit: 9 })).map(({ sealedAt }) => sealedAt);
  const before = await ages();
  t.sandbox.control.moveClock(hourMs);
  await t.restart({ keyVault });
  await move(t);
  assert.deepEqual(await ages(), before);
});

test('moves the grants of one partner, or one grant, and leaves the others', async () => {
  await using t = await threeGrants();
  await t.restart({ keyVault });
  assert.equal((await move(t, { partner: partnerTwo })).left, 0);
  assert.deepEqual(await placesOf(t), ['database', 'database', 'key-vault']);
  const [first] = await t.broker.store.grants.listByPartner(partnerOne);
  assert.ok(first);
  await move(t, { grant: first.id });
  assert.deepEqual(await placesOf(t), ['database', 'key-vault', 'key-vault']);
  assert.equal((await t.operator.call('getVault', { query: {} })).left, 1);
  const unknown = `gra_${'A'.repeat(22)}`;
  assert.equal(await codeOf(t.operator.call('moveGrants', { body: { grant: unknown } })), 'grant_not_found');
});

test('leaves a revoked grant where it is, and moves one that is held', async () => {
  await using t = await threeGrants();
  const { grants } = t.broker.store;
  const [revoked, held] = await grants.listByPartner(partnerOne);
  assert.ok(revoked && held);
  await grants.revoke(revoked.id, { reason: 'operator', since: t.sandbox.clock.now() });
  await grants.changeState(held, { state: 'held', reason: 'operator', since: 1, evidence: {} });
  await t.restart({ keyVault });
  const { vaults, left, move: report } = await move(t);
  assert.deepEqual([left, report?.moved], [0, 2]);
  assert.deepEqual(vaults, [
    { vault: 'database', isConfigured: true, grants: 0, revoked: 1 },
    { vault: 'key-vault', isConfigured: true, grants: 2, revoked: 0 },
  ]);
  const row = await t.broker.store.grants.find(held.id);
  assert.deepEqual([row?.state, findVaultName(row?.secret ?? held.secret)], ['held', 'key-vault']);
});

test('tells which grant could not be moved and what to do, moves the others, and goes on later', async () => {
  await using t = await threeGrants({ config: { keyVault } });
  const [lost] = await t.broker.store.grants.listByPartner(partnerTwo);
  assert.ok(lost);
  const [, name = ''] = /^kv:(.*)\//.exec(lost.secret) ?? [];
  const broken = play(
    t,
    {
      kind: 'answer',
      status: 403,
      body: '{"error":{"code":"Forbidden","innererror":{"code":"SecretDisabled"}}}',
    },
    { method: 'GET', path: `/secrets/${name}*` },
  );
  await t.restart({ keyVault, vault: 'database' });
  const { move: report, left } = await move(t);
  assert.deepEqual([report?.moved, report?.failed, left], [2, 1, 1]);
  const [failure] = report?.failures ?? [];
  assert.deepEqual([failure?.grant, failure?.code], [lost.id, 'secret_disabled']);
  assert.match(failure?.remedy ?? '', /az keyvault secret set-attributes/);
  assert.equal((await t.broker.store.grants.find(lost.id))?.state, 'healthy');
  broken.remove();
  assert.equal((await move(t)).left, 0);
});

test('waits while the vault asks for patience, and ends early when it refuses everything', async () => {
  await using t = await threeGrants();
  await t.restart({ keyVault });
  play(t, { kind: 'answer', status: 429, headers: { 'retry-after': '12' } }, { method: 'PUT', times: 2 });
  assert.equal((await move(t, { partner: partnerTwo })).left, 0);
  play(t, { kind: 'answer', status: 403, body: '{"error":{"code":"Forbidden"}}' });
  const { move: report, left } = await move(t);
  assert.equal(report?.stoppedBy?.code, 'vault_denied');
  assert.match(report?.stoppedBy?.remedy ?? '', /Get and Set/);
  assert.equal(left, 2);
  assert.deepEqual(await placesOf(t), ['database', 'database', 'key-vault']);
});

test('writes no more than Key Vault takes in ten seconds', async () => {
  await using t = await threeGrants();
  await t.restart({ keyVault });
  const began = t.sandbox.clock.now();
  await move(t);
  // Three grants begin fifty milliseconds apart: 200 in ten seconds.
  assert.ok(t.sandbox.clock.now() - began >= 100);
});

test('refuses a second move while one runs', async () => {
  await using t = await threeGrants();
  await t.restart({ keyVault });
  await t.operator.call('moveGrants', { body: {} });
  assert.equal(await codeOf(t.operator.call('moveGrants', { body: {} })), 'vault_move_running');
  await t.broker.app.vaultMove.settled();
  assert.equal((await t.operator.call('getVault', { query: {} })).left, 0);
});

test('disables an hour later what the old vault would not let go, though no row names it', async () => {
  await using t = await threeGrants({ config: { keyVault } });
  const before = await t.broker.store.grants.list({ limit: 9 });
  await t.restart({ keyVault, vault: 'database' });
  const closed = play(t, { kind: 'answer', status: 503 }, { method: 'PATCH' });
  assert.equal((await move(t)).left, 0);
  closed.remove();
  const readable = async (): Promise<number> => {
    const { vault } = t.broker.vault;
    const reads = before.map(({ id, version, secret }) => vault.get(secret, { grant: id, version }));
    return (await Promise.allSettled(reads)).filter(({ status }) => status === 'fulfilled').length;
  };
  await t.broker.vault.tidy(() => false);
  await t.restart({ keyVault, vault: 'database' });
  assert.equal(await readable(), 3, 'they are too young to be judged');
  await t.broker.vault.tidy(() => false);
  t.sandbox.control.moveClock(hourMs + 1000);
  await t.broker.vault.tidy(() => false);
  await t.restart({ keyVault, vault: 'database' });
  assert.equal(await readable(), 0);
});

/** The versions that were ever stored in the Key Vault and can be read still, as paths. A broker that begins keeps none in memory. */
async function readableVersions(t: TestBroker): Promise<readonly string[]> {
  await t.restart({ keyVault });
  const { grants } = t.broker.store;
  const rows = await grants.list({ limit: 9 });
  const written = t.sandbox.ledger.vaultCalls({ operation: 'set', status: 200 });
  const readable = await Promise.all(
    written.map(async ({ secretName = '', version = '' }) => {
      const ref = `kv:${secretName}/${version}` as (typeof rows)[number]['secret'];
      const grant = rows.find(({ id }) => secretName.endsWith(Buffer.from(id).toString('hex')));
      assert.ok(grant);
      const read = t.broker.vault.vault.get(ref, { grant: grant.id, version: 2 });
      return (await codeOf(read)) === 'secret_missing' ? [] : [ref];
    }),
  );
  return readable.flat();
}

/** Three grants that were looked at, and are not looked at again unless something says so. */
async function threeSettledGrants(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const t = await threeGrants(options);
  await t.restart({ keyVault });
  t.sandbox.control.moveClock(3 * hourMs);
  await t.broker.vault.tidy(() => false);
  return t;
}

async function tidyForAnHour(t: TestBroker): Promise<void> {
  await t.broker.vault.tidy(() => false);
  t.sandbox.control.moveClock(hourMs + 1000);
  await t.broker.vault.tidy(() => false);
}

/** The store does not change the row of a move, as often as this. */
function refuseRows(t: TestBroker, times: number): void {
  const { grants } = t.broker.store;
  const { relocate } = grants;
  let left = times;
  Object.assign(grants, {
    relocate: (...change: Parameters<typeof relocate>) => {
      left -= 1;
      return left < 0 ? relocate(...change) : Promise.reject(new ConsentryError('store_unavailable'));
    },
  });
}

test('of a copy that the new vault took and would not give back, nothing is left enabled', async () => {
  let isLost = false;
  await using t = await threeSettledGrants({
    watch: (fetch) => async (request) => {
      const isRead = request.method === 'GET' && /\/secrets\/[^/]+\/[0-9a-f]{32}/.test(request.url);
      if (isLost && isRead) throw new TransportError('timeout', { mayHaveArrived: true, message: 'Lost.' });
      return fetch(request);
    },
  });
  isLost = true;
  const closed = play(t, { kind: 'answer', status: 503 }, { method: 'PATCH' });
  const { move: report, left } = await move(t, { partner: partnerTwo });
  assert.deepEqual([report?.moved, left], [0, 1]);
  closed.remove();
  isLost = false;
  await tidyForAnHour(t);
  assert.ok(t.sandbox.ledger.vaultCalls({ operation: 'set', status: 200 }).length > 0);
  assert.deepEqual(await readableVersions(t), []);
});

test('of copies whose rows could not be changed, nothing is left enabled', async () => {
  await using t = await threeSettledGrants();
  refuseRows(t, Number.POSITIVE_INFINITY);
  assert.deepEqual((await move(t)).move?.moved, 0);
  assert.ok(t.sandbox.ledger.vaultCalls({ operation: 'set', status: 200 }).length > 1);
  await tidyForAnHour(t);
  assert.deepEqual(await readableVersions(t), []);
});

test('of copies from before a grant was moved at last, nothing is left enabled', async () => {
  await using t = await threeSettledGrants();
  refuseRows(t, 1);
  assert.equal((await move(t, { partner: partnerTwo })).left, 1);
  assert.equal((await move(t, { partner: partnerTwo })).left, 0);
  await tidyForAnHour(t);
  const [grant] = await t.broker.store.grants.listByPartner(partnerTwo);
  assert.equal(t.sandbox.ledger.vaultCalls({ operation: 'set', status: 200 }).length, 2);
  assert.deepEqual(await readableVersions(t), [grant?.secret]);
});

test('hands out nothing of grants in a vault that is not configured, marks none, and counts them', async () => {
  const { address, drop } = await aDatabase();
  try {
    await using t = await threeGrants({ config: { database: address } });
    const caller = await t.aCaller();
    // Another replica knows the Key Vault, and moves everything there.
    const { broker: first } = t;
    const second = await t.addReplica({ keyVault });
    t.turnTo(second);
    assert.equal((await move(t)).left, 0);
    t.turnTo(first);
    assert.equal(await codeOf(caller.call('acquireToken', { body: graph })), 'vault_not_configured');
    const states = (await t.operator.call('listGrants', {})).items.map(({ state }) => state);
    assert.deepEqual(states, ['healthy', 'healthy', 'healthy']);
    assert.equal((await t.operator.call('readiness', {})).grantsOutOfReach, 3);
    const { move: report, vaults } = await move(t);
    assert.equal(report?.stoppedBy?.code, 'vault_not_configured');
    assert.equal(vaults.find(({ vault }) => vault === 'key-vault')?.isConfigured, false);
  } finally {
    await drop();
  }
});

test('of two replicas one moves at a time', async () => {
  const { address, drop } = await aDatabase();
  try {
    await using t = await threeGrants({ config: { database: address, keyVault, vault: 'database' } });
    const caller = await t.aCaller();
    const { broker: first } = t;
    const second = await t.addReplica({ vault: 'key-vault' });
    await t.broker.store.replicas?.leases.take('vault move');
    t.turnTo(second);
    assert.equal(await codeOf(t.operator.call('moveGrants', { body: {} })), 'vault_move_running');
    t.turnTo(first);
    await caller.call('acquireToken', { body: graph });
  } finally {
    await drop();
  }
});

test('goes on at another replica where the first one stopped in the middle', async () => {
  const { address, drop } = await aDatabase();
  try {
    await using t = await threeGrants({ config: { database: address, keyVault, vault: 'database' } });
    const { broker: first } = t;
    const [second, third] = [
      await t.addReplica({ vault: 'key-vault' }),
      await t.addReplica({ vault: 'key-vault' }),
    ];
    t.turnTo(second);
    await t.operator.call('moveGrants', { body: { partner: partnerTwo } });
    second.stop();
    await second.app.vaultMove.settled();
    t.turnTo(third);
    assert.equal((await move(t)).left, 0);
    assert.deepEqual(await placesOf(t), ['key-vault', 'key-vault', 'key-vault']);
    // The first replica puts new ones into the database still, and reads what was moved all the same.
    t.turnTo(first);
    const caller = await t.aCaller();
    await caller.call('acquireToken', { body: graph });
  } finally {
    await drop();
  }
});

test('no record, line of the log or answer of a move holds a refresh token', async () => {
  await using t = await threeGrants();
  const secrets = await Promise.all(
    (await t.broker.store.grants.list({ limit: 9 })).map(async ({ id, version, secret }) =>
      (await t.broker.vault.vault.get(secret, { grant: id, version })).reveal(),
    ),
  );
  await t.restart({ keyVault });
  const answers = JSON.stringify([
    await move(t),
    await t.operator.call('listAudit', { query: { limit: 100 } }),
  ]);
  for (const secret of secrets) {
    assert.ok(!answers.includes(secret) && !t.logged.join().includes(secret));
  }
});
