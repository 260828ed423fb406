import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Apis, type ApisPorts, createApis, isConsentryError } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { createCredentialSource } from '@consentry/core/remote';
import type { World } from '@consentry/sandbox';
import { aBroker, customerA, customerB, fetchFrom, partnerOne, type TestBroker } from './a-broker.ts';

const ofCustomer = { partner: partnerOne, customer: customerA };
const ways = ['delegated', 'app-only'] as const;

/** Customer A has more incidents than a page holds, and lets the service account change them. */
function withIncidents({ tenants, relationships }: World): void {
  for (const tenant of tenants) if (tenant.id === customerA) tenant.incidents = 250;
  for (const one of relationships) {
    if (one.customerTenantId === customerA) one.roles.push('Security Administrator');
  }
}

const aDefender = (): Promise<TestBroker> => aBroker({ approvedApis: 'all', world: withIncidents });

/** The APIs, by tokens of the broker for a caller that may have those of Defender and nothing else. */
async function apisOf(t: TestBroker, more: Partial<ApisPorts> = {}): Promise<Apis> {
  const broker = await t.aCaller({ resources: ['defender'], access: [...ways] });
  return createApis({ ...portsOf(t), ...more }, (target) => createCredentialSource(broker, target));
}

function portsOf(t: TestBroker): ApisPorts {
  const timer = {
    elapsed: () => t.sandbox.clock.now(),
    wait: async (ms: number) => t.sandbox.control.moveClock(ms),
  };
  return { fetch: fetchFrom(t.sandbox), timer, random: systemRandom };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isConsentryError(error)) return error.code;
    throw error;
  }
  return assert.fail('nothing was refused');
}

for (const access of ways) {
  test(`reads, changes and hunts in a customer’s tenant, ${access}`, async () => {
    await using t = await aDefender();
    await t.aConnectedPartner();
    const defender = (await apisOf(t)).defender({ ...ofCustomer, access });

    const incidents = await Array.fromAsync(defender.incidents());
    assert.equal(new Set(incidents.map(({ incidentId }) => incidentId)).size, 250);
    const active = await Array.fromAsync(defender.incidents({ status: 'Active', severity: 'High' }));
    assert.deepEqual(
      active.map(({ incidentId }) => incidentId),
      incidents
        .filter(({ status, severity }) => status === 'Active' && severity === 'High')
        .map(({ incidentId }) => incidentId),
    );
    assert.ok(active.length > 0);

    const [first] = active;
    assert.ok(first);
    const changed = await defender.updateIncident(first.incidentId, {
      status: 'Resolved',
      classification: 'FalsePositive',
      comment: 'a drill',
    });
    assert.deepEqual([changed.status, changed.classification], ['Resolved', 'FalsePositive']);
    assert.equal((await defender.incident(first.incidentId)).comments?.at(-1)?.comment, 'a drill');
    const since = await Array.fromAsync(defender.incidents({ updatedFrom: changed.lastUpdateTime }));
    assert.deepEqual(
      since.map(({ incidentId }) => incidentId),
      [first.incidentId],
    );

    const { schema, rows } = await defender.hunt('AlertInfo | take 3');
    assert.equal(rows.length, 3);
    assert.ok(schema.some(({ name }) => name === 'AlertId'));
  });
}

test('an incident that was merged is read as the one that it was merged into', async () => {
  await using t = await aDefender();
  const defender = (await apisOf(t)).defender({ ...ofCustomer, access: 'app-only' });
  const incidents = await Array.fromAsync(defender.incidents({ status: 'Redirected' }));
  const merged = incidents.find(({ redirectIncidentId }) => typeof redirectIncidentId === 'number');
  assert.ok(merged, 'the world has no merged incident');
  assert.equal((await defender.incident(merged.incidentId)).incidentId, merged.redirectIncidentId);
});

test('keeps below Defender’s 50 calls a minute and 45 queries, and is never refused', async () => {
  await using t = await aDefender();
  const defender = (await apisOf(t)).defender({ ...ofCustomer, access: 'app-only' });
  for (let index = 0; index < 60; index++)
    await Array.fromAsync(defender.incidents({ assignedTo: 'nobody' }));
  for (let index = 0; index < 50; index++) await defender.hunt('AlertInfo | take 1');
  const refused = t.sandbox.ledger.apiCalls().filter(({ status }) => status === 429);
  assert.deepEqual(refused, []);
});

test('asks nothing of a tenant that consented to nothing, and says so', async () => {
  await using t = await aBroker({
    approvedApis: 'all',
    world({ servicePrincipals }) {
      for (const one of servicePrincipals) if (one.tenantId === customerB) one.roles = [];
    },
  });
  const apis = await apisOf(t);
  const defender = apis.defender({ partner: partnerOne, customer: customerB, access: 'app-only' });
  assert.equal(await codeOf(Array.fromAsync(defender.incidents())), 'api_forbidden');
  assert.deepEqual(t.sandbox.ledger.apiCalls(), []);
});

test('gets tokens of Defender and of nothing else', async () => {
  await using t = await aDefender();
  await t.aConnectedPartner();
  const apis = await apisOf(t);
  assert.equal(await codeOf(Array.fromAsync(apis.graph(ofCustomer).users())), 'policy_denied');
  assert.equal(await codeOf(Array.fromAsync(apis.arm(ofCustomer).subscriptions())), 'policy_denied');
});

test('takes a new token where Defender refuses one, and Defender’s own words where it goes on', async () => {
  await using t = await aDefender();
  const defender = (await apisOf(t)).defender({ ...ofCustomer, access: 'app-only' });
  t.sandbox.control.playFault({ service: 'defender', times: 1, fault: { kind: 'refuse-token' } });
  assert.equal((await Array.fromAsync(defender.incidents())).length, 250);
  assert.equal(await codeOf(defender.incident(999_999_999)), 'api_not_found');
  assert.equal(await codeOf(defender.hunt('NoSuchTable')), 'api_refused');
});

test('explains a token for Defender for Endpoint, as older examples ask for, and sends it nowhere', async () => {
  const endpoint = 'https://api.securitycenter.microsoft.com';
  await using t = await aDefender();
  const broker = await t.aCaller({ resources: [endpoint], access: [...ways] });
  const baseUrl = t.sandbox.origins.defender;
  const apis = createApis(portsOf(t), (target) => {
    const source = createCredentialSource(broker, { ...target, resource: endpoint });
    return async (options) => ({ ...(await source(options)), baseUrl });
  });
  const reading = Array.fromAsync(apis.defender({ ...ofCustomer, access: 'app-only' }).incidents());
  await assert.rejects(reading, (error) => {
    assert.ok(isConsentryError(error, 'host_refused'), String(error));
    assert.match(error.message, /Defender for Endpoint/);
    assert.match(error.remedy, /https:\/\/api\.security\.microsoft\.com\/\.default/);
    return true;
  });
  assert.deepEqual(t.sandbox.ledger.apiCalls(), []);
});

test('reads at the regional host of the cloud’s table, with the token of the global one', async () => {
  await using t = await aDefender();
  const { defender } = t.config.cloud.resources;
  assert.ok(defender);
  const regional = new URL(t.sandbox.origins.defender);
  regional.host = `api-eu.${regional.host}`;
  const resources = {
    ...t.config.cloud.resources,
    defender: { ...defender, otherBaseUrls: [regional.origin] },
  };
  const hosts: string[] = [];
  const fetch = fetchFrom(t.sandbox);
  const apis = await apisOf(t, {
    cloud: { ...t.config.cloud, resources },
    fetch: (request) => {
      hosts.push(new URL(request.url).origin);
      return fetch(request);
    },
  });
  const target = { ...ofCustomer, access: 'app-only' } as const;
  const incidents = await Array.fromAsync(apis.defender(target, { region: 'eu' }).incidents());
  assert.equal(incidents.length, 250);
  assert.deepEqual([...new Set(hosts)], [regional.origin]);
  assert.equal(
    await codeOf(Array.fromAsync(apis.defender(target, { region: 'us' }).incidents())),
    'host_refused',
  );
});
