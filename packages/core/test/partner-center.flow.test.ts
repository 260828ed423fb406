import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld, type FaultRule, generateWorld, type World } from '@consentry/sandbox';
import { anAccount, createExampleClient, PARTNER_CENTER_SCOPE } from '../../sandbox/test/example-client.ts';
import { createApis } from '../src/apis/apis.ts';
import { findAuditedValue } from '../src/apis/partner-center/audit-records.ts';
import { readTenantId } from '../src/ids.ts';
import { systemRandom } from '../src/node/system.ts';
import { Secret } from '../src/secret.ts';
import { fetchFrom } from './a-key-vault.ts';
import { aTimer } from './an-api.ts';
import { errorOf } from './builders.ts';

const customer = readTenantId(DEFAULT_TENANTS.customerA);

/** A partner's client of Partner Center, over a sandbox in this process. No time passes while it waits. */
async function aPartner(world: World = defaultWorld()) {
  const client = await createExampleClient(world);
  const { sandbox } = client;
  const home = world.tenants.find(({ kind }) => kind === 'partner')?.id ?? '';
  const partner = readTenantId(home);
  const account = { ...anAccount('service'), userPrincipalName: serviceAccount(world, home) };
  const refreshToken = await client.connect(account, home);
  const sent: string[] = [];
  const mfa: (boolean | undefined)[] = [];
  const fetch = fetchFrom(sandbox);
  const ports = {
    fetch: (async (request) => {
      sent.push(new URL(request.url).pathname);
      return fetch(request);
    }) satisfies typeof fetch,
    timer: aTimer(),
    random: systemRandom,
    onMfa: (_target: unknown, isCompliant: boolean | undefined) => void mfa.push(isCompliant),
  };
  let token = { value: Secret.of(''), baseUrl: sandbox.origins.partnerCenter };
  const renew = async (): Promise<typeof token> => {
    const { body } = await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, home);
    token = { value: Secret.of(body['access_token'] ?? ''), baseUrl: sandbox.origins.partnerCenter };
    return token;
  };
  await renew();
  const apis = createApis(
    ports,
    () =>
      async ({ insteadOf } = {}) =>
        insteadOf === token ? renew() : token,
  );
  return {
    sandbox,
    partner,
    sent,
    mfa,
    partnerCenter: (options?: Parameters<typeof apis.partnerCenter>[1]) =>
      apis.partnerCenter({ partner }, options),
    play: (rule: Omit<FaultRule, 'service'>) =>
      sandbox.control.playFault({ service: 'partnerCenter', ...rule }),
  };
}

function serviceAccount(world: World, home: string): string {
  const users = world.users.filter(({ tenantId }) => tenantId === home);
  const found = users.find(({ userPrincipalName }) => userPrincipalName.startsWith('service@')) ?? users[0];
  return found?.userPrincipalName ?? '';
}

for (const form of ['with-v1', 'without-v1'] as const) {
  test(`lists 2,341 customers in pages of 40, whole, in order and once, by links ${form}, with pages failing in the middle`, async () => {
    const world = generateWorld({ seed: 'pages', customers: 2341, usersPerCustomer: 1 });
    world.settings.partnerCenterNextUri = form;
    const { partnerCenter, play, sent } = await aPartner(world);
    play({ path: '/v1/customers', after: 20, fault: { kind: 'answer', status: 500 } });
    play({ path: '/v1/customers', after: 30, fault: { kind: 'reset-after' } });
    play({ path: '/v1/customers', after: 40, fault: { kind: 'refuse-token' } });
    const customers = await Array.fromAsync(partnerCenter({ pageSize: 40 }).customers());
    assert.deepEqual(
      customers.map(({ companyProfile }) => companyProfile?.domain),
      Array.from({ length: 2341 }, (_, index) => `customer-${index + 1}.example`),
    );
    assert.equal(sent.length, Math.ceil(2341 / 40) + 3);
  });
}

for (const [defect, pagesRead] of [
  // A page whose link leads away is no page of Partner Center's.
  ['other-host', 2],
  ['first-page', 3],
  ['same-page', 3],
] as const) {
  test(`ends a listing whose next link leads to ${defect}, and sends its token nowhere else`, async () => {
    const world = generateWorld({ seed: 'pages', customers: 200, usersPerCustomer: 1 });
    const { partnerCenter, play } = await aPartner(world);
    play({ path: '/v1/customers', after: 2, fault: { kind: 'next-link', defect } });
    const read: unknown[] = [];
    const { code } = await errorOf(async () => {
      for await (const one of partnerCenter({ pageSize: 40 }).customers()) read.push(one);
    });
    assert.equal(code, 'api_bad_response');
    assert.equal(read.length, pagesRead * 40);
  });
}

test('does not take the first page for all, as peers do', async () => {
  const world = generateWorld({ seed: 'pages', customers: 95, usersPerCustomer: 1 });
  const { partnerCenter } = await aPartner(world);
  assert.equal((await Array.fromAsync(partnerCenter({ pageSize: 10 }).customers())).length, 95);
});

test('does not try again with the token that was refused, as peers do', async () => {
  const { partnerCenter, play, sandbox } = await aPartner();
  play({ path: '/v1/customers', fault: { kind: 'refuse-token' } });
  assert.ok((await Array.fromAsync(partnerCenter().customers())).length > 0);
  const calls = sandbox.ledger.apiCalls().filter(({ path }) => path.startsWith('/v1/customers'));
  assert.deepEqual(
    calls.map(({ status }) => status),
    [401, 200],
  );
});

test('does not swallow a refusal, as the official samples do', async () => {
  const { partnerCenter, play } = await aPartner();
  const body = JSON.stringify({ code: '900308', description: 'x' });
  play({ path: '/v1/customers', fault: { kind: 'answer', status: 403, body } });
  const { code, facts, remedy } = await errorOf(() => Array.fromAsync(partnerCenter().customers()));
  assert.deepEqual([code, facts['apiCode']], ['api_forbidden', '900308']);
  assert.match(remedy, /GDAP/);
});

test('records what each call said of MFA', async () => {
  const { partnerCenter, mfa } = await aPartner();
  await partnerCenter().customer(customer);
  await Array.fromAsync(partnerCenter().customerUsers(customer));
  assert.ok(mfa.length >= 2);
  assert.deepEqual([...new Set(mfa)], [true]);
});

test('changes a subscription by sending the whole of it with its ETag, and asks for reading again when that has passed', async () => {
  const { partnerCenter } = await aPartner();
  const client = partnerCenter();
  const [first] = await Array.fromAsync(client.subscriptions(customer));
  assert.ok(first);
  const body = { ...first, friendlyName: 'Renamed' };
  const changed = await client.updateSubscription(customer, first.id, { body });
  assert.deepEqual([changed.friendlyName, changed.autoRenewEnabled], ['Renamed', first.autoRenewEnabled]);
  const { code, remedy } = await errorOf(() => client.updateSubscription(customer, first.id, { body }));
  assert.equal(code, 'api_changed');
  assert.match(remedy, /^Read it again/);
});

test('takes a licence and gives it back', async () => {
  const { partnerCenter } = await aPartner();
  const client = partnerCenter();
  const skuOf = async (user: string): Promise<string | undefined> =>
    (await Array.fromAsync(client.customerUserLicenses(customer, user)))[0]?.productSku?.id;
  const free = async (skuId: string) =>
    (await Array.fromAsync(client.subscribedSkus(customer))).find(
      ({ productSku }) => productSku?.id === skuId,
    )?.availableUnits ?? 0;
  for await (const { id: user } of client.customerUsers(customer)) {
    const skuId = await skuOf(user);
    if (skuId === undefined) continue;
    const before = await free(skuId);
    await client.updateCustomerUserLicenses(customer, user, { body: { licensesToRemove: [skuId] } });
    assert.deepEqual([await skuOf(user), await free(skuId)], [undefined, before + 1]);
    await client.updateCustomerUserLicenses(customer, user, { body: { licensesToAssign: [{ skuId }] } });
    assert.deepEqual([await skuOf(user), await free(skuId)], [skuId, before]);
    return;
  }
  assert.fail('nobody has a licence');
});

test('a write that is sent again with its id is carried out once, when its answer was lost', async () => {
  const { partnerCenter, play, sent } = await aPartner();
  const client = partnerCenter();
  const path = `/v1/customers/${customer}/users`;
  play({ method: 'POST', path, fault: { kind: 'reset-after' } });
  const [someone] = await Array.fromAsync(client.customerUsers(customer));
  const [, domain] = someone?.userPrincipalName?.split('@') ?? [];
  const body = {
    userPrincipalName: `new@${domain}`,
    displayName: 'New',
    firstName: 'New',
    lastName: 'New',
    usageLocation: 'US',
    passwordProfile: { password: 'Pa55-word-of-a-test', forceChangePassword: true },
  };
  const created = await client.createCustomerUser(customer, { body });
  assert.equal(created.displayName, 'New');
  const users = await Array.fromAsync(client.customerUsers(customer));
  assert.equal(
    users.filter(({ userPrincipalName }) => userPrincipalName === body.userPrincipalName).length,
    1,
  );
  assert.equal(sent.filter((one) => one === path).length, 4);
});

test('reads the three reports on MFA', async () => {
  const { partnerCenter } = await aPartner();
  const client = partnerCenter();
  await Array.fromAsync(client.customerUsers(customer));
  const requests = await Array.fromAsync(client.partnerRequests());
  assert.deepEqual([...new Set(requests.map(({ mfaCompliant }) => mfaCompliant))], [true]);
  const adoption = await Array.fromAsync(client.applicationMfaAdoption());
  assert.ok(adoption.some(({ totalRequestCount = 0 }) => totalRequestCount > 0));
  assert.deepEqual(await Array.fromAsync(client.principalsWithoutMfa()), []);
});

test('finds what was done in the audit of sixty days, once, with what it was before and after', async () => {
  const { partnerCenter, sandbox } = await aPartner();
  const client = partnerCenter();
  const [first] = await Array.fromAsync(client.subscriptions(customer));
  assert.ok(first);
  await client.updateSubscription(customer, first.id, { body: { ...first, friendlyName: 'Renamed' } });
  const now = sandbox.clock.now();
  const time = { from: now - 60 * 86_400_000, until: now + 1000 };
  const records = await Array.fromAsync(client.audit(time));
  const [change, ...others] = records.filter(({ operationType }) => operationType === 'update_subscription');
  assert.ok(change);
  assert.deepEqual(others, []);
  assert.match(JSON.stringify(findAuditedValue(change.resourceNewValue)), /Renamed/);
});

test('reaches one operation of each group', async () => {
  const client = (await aPartner()).partnerCenter();
  assert.match((await client.relationshipRequest()).url, /^https:/);
  assert.equal(await client.domainExists('no-such-domain-anywhere.example'), false);
  assert.ok((await client.organizationProfile()).companyName);
  for (const collection of [
    client.directoryRoles(customer),
    client.orders(customer),
    client.invoices(),
    client.agreementMetadata(),
    client.customerServiceRequests(customer),
    client.relationships({ relationship_type: 'IsIndirectResellerOf' }),
  ]) {
    await Array.fromAsync(collection);
  }
});
