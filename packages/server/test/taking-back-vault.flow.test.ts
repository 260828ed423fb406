import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApplicationId, readTenantId, Secret, TransportError } from '@consentry/core';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS, type World } from '@consentry/sandbox';
import { fetchFrom as fetchOf, tokensOf } from '../../core/test/a-key-vault.ts';
import type { BrokerConfig } from '../src/index.ts';
import { purgeAgain } from '../src/jobs/purge-again.ts';
import { aBroker, customerA, partnerOne, type TestBroker } from './a-broker.ts';

type Permission = World['vaults'][number]['access'][number]['permissions'][number];

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const operatorId = '60000000-0000-4000-8000-000000000001';

const keyVault: NonNullable<BrokerConfig['keyVault']> = {
  url: 'https://example.vault.sandbox.test',
  tenant: readTenantId(DEFAULT_TENANTS.vendor),
  identity: {
    kind: 'application',
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) },
  },
};

/** A broker whose identity has these permissions on its Key Vault beside Get and Set, and an operator's own hand. */
async function aVaultBroker(more: readonly Permission[], purgeProtection = false) {
  const t = await aBroker({
    config: { keyVault },
    world(world) {
      const [record] = world.vaults;
      const [first] = world.applications;
      assert.ok(record?.access[0] && first);
      record.access[0].permissions = ['get', 'set', ...more];
      record.purgeProtection = purgeProtection;
      const everything: Permission[] = ['get', 'set', 'list', 'delete', 'recover', 'purge'];
      record.access.push({ clientId: operatorId, permissions: everything });
      world.applications.push({ ...first, clientId: operatorId, secrets: [{ value: 'operator' }] });
      const tenantId = DEFAULT_TENANTS.vendor;
      world.servicePrincipals.push({ tenantId, clientId: operatorId, state: 'enabled', roles: [] });
    },
    watch: (fetch) => async (request) => {
      try {
        return await fetch(request);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw new TransportError('reset', { mayHaveArrived: true, message: 'The connection was lost.' });
      }
    },
  });
  const source = await tokensOf(t.sandbox, fetchOf(t.sandbox), 'operator', operatorId);
  const byHand = async (method: string, path: string): Promise<number> => {
    const { value } = await source('https://vault.azure.net/.default');
    const headers = { authorization: `Bearer ${value.reveal()}`, 'content-type': 'application/json' };
    const url = `${keyVault.url}${path}?api-version=7.4`;
    return (await t.sandbox.fetch(url, { method, headers })).status;
  };
  return { t, byHand, [Symbol.asyncDispose]: () => t[Symbol.asyncDispose]() };
}

const purgeAll = async (t: TestBroker) => {
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  const report = await t.operator.call('purgeGrant', { params: { id: grant.id } });
  const [path = ''] = grant.secret.slice('kv:'.length).split(' ');
  const [name = ''] = path.split('/');
  const find = (code: string) => report.left.find((one) => one.code === code);
  return { report, path, name, find, purged: report.grants[0]?.purged };
};

test('with Get and Set alone, what is left is disabled, and the report says by which command it goes', async () => {
  await using place = await aVaultBroker([]);
  const { t, byHand } = place;
  await t.aConnectedPartner();
  const { path, name, find, purged } = await purgeAll(t);
  assert.equal(purged?.outcome, 'disabled');
  assert.match(
    find('secret_disabled')?.text ?? '',
    new RegExp(`${name} lies in the Key Vault example, disabled`),
  );
  assert.equal(await byHand('GET', `/secrets/${path}`), 403, 'it is disabled');
  assert.equal(
    find('secret_disabled')?.command,
    `az keyvault secret delete --vault-name example --name ${name}`,
  );
  assert.match(find('versions_unknown')?.command ?? '', /list-versions/);
  // What the commands do, by an administrator's hand.
  assert.equal(await byHand('GET', `/secrets/${name}/versions`), 200);
  assert.equal(await byHand('DELETE', `/secrets/${name}`), 200);
});

test('with Delete, what is left can be recovered until a date, and nobody consents into the old name', async () => {
  await using place = await aVaultBroker(['list', 'delete']);
  const { t, byHand } = place;
  await t.aConnectedPartner();
  const { path, name, find, purged } = await purgeAll(t);
  assert.equal(purged?.outcome, 'recoverable');
  const until = Date.parse(find('secret_recoverable')?.until ?? '');
  assert.equal(purged.recoverableUntil, find('secret_recoverable')?.until);
  assert.equal(find('secret_recoverable')?.actor, 'vault administrator');
  assert.equal(find('versions_unknown'), undefined);
  t.sandbox.control.moveClock(1000);
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  // Until that date it can be recovered, and what is recovered is disabled.
  assert.equal(await byHand('POST', `/deletedsecrets/${name}/recover`), 200);
  assert.equal(await byHand('GET', `/secrets/${path}`), 403);
  assert.equal(await byHand('DELETE', `/secrets/${name}`), 200);
  assert.ok(until > t.sandbox.clock.now());
  assert.equal(
    find('secret_recoverable')?.command,
    `az keyvault secret purge --vault-name example --name ${name}`,
  );
  assert.equal(await byHand('DELETE', `/deletedsecrets/${name}`), 204);
});

test('with Purge nothing is left, and with purge protection nobody can purge', async () => {
  await using place = await aVaultBroker(['list', 'delete', 'purge']);
  const { t, byHand } = place;
  await t.aConnectedPartner();
  const { name, report, purged } = await purgeAll(t);
  assert.equal(purged?.outcome, 'destroyed');
  assert.ok(!report.left.some(({ code }) => code.startsWith('secret_')));
  assert.equal(await byHand('GET', `/deletedsecrets/${name}`), 404);

  await using kept = await aVaultBroker(['list', 'delete', 'purge'], true);
  await kept.t.aConnectedPartner();
  const left = await purgeAll(kept.t);
  assert.equal(left.purged?.outcome, 'recoverable');
  assert.equal(left.find('secret_recoverable')?.actor, 'nobody');
  assert.match(left.find('secret_recoverable')?.text ?? '', /purge protection/);
  assert.equal(await kept.byHand('DELETE', `/deletedsecrets/${left.name}`), 403);
});

test('a vault that is away leaves the grant revoked and the purge unfinished, and it is done again', async () => {
  await using place = await aVaultBroker(['list', 'delete', 'purge']);
  const { t, byHand } = place;
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  const path = grant.secret.slice('kv:'.length);
  const fault = t.sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'reset' } });
  await assert.rejects(t.operator.call('purgeGrant', { params: { id: grant.id } }), {
    code: 'vault_unavailable',
  });
  fault.remove();
  await assert.rejects(caller.call('acquireToken', { body: graph }), { code: 'grant_revoked' });
  const [listed] = (await t.operator.call('listGrants', {})).items;
  assert.equal(listed?.purged?.outcome, 'unfinished');
  assert.equal(await byHand('GET', `/secrets/${path}`), 200);
  const revoked = await t.operator.call('revokeGrant', { params: { id: grant.id } });
  assert.ok(revoked.left.some(({ code }) => code === 'purge_unfinished'));
  // However long ago it was begun, the hourly task finishes it.
  t.sandbox.control.moveClock(24 * 60 * 60 * 1000);
  const deps = { grants: t.broker.store.grants, vault: t.broker.vault.vault, clock: t.sandbox.clock };
  await purgeAgain(deps, () => false);
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.purged?.outcome, 'destroyed');
  assert.equal(await byHand('GET', `/secrets/${path}`), 404);
  assert.equal((await purgeAll(t)).purged?.outcome, 'destroyed');
});

test('a secret that a writer left behind after the purge had looked is taken away by the hourly task', async () => {
  await using place = await aVaultBroker(['list', 'delete', 'purge']);
  const { t, byHand } = place;
  await t.aConnectedPartner();
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  assert.equal((await purgeAll(t)).purged?.outcome, 'destroyed');
  // The writer had looked at the row before, and died before it could look again.
  const { vault } = t.broker.vault;
  const left = await vault.put({ grant: grant.id, version: 2 }, Secret.of('a successor'));
  const path = `/secrets/${left.slice('kv:'.length)}`;
  assert.equal(await byHand('GET', path), 200);
  t.sandbox.control.moveClock(60 * 60 * 1000);
  const deps = { grants: t.broker.store.grants, vault, clock: t.sandbox.clock };
  await purgeAgain(deps, () => false);
  assert.equal(await byHand('GET', path), 404);
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.purged?.outcome, 'destroyed');
});
