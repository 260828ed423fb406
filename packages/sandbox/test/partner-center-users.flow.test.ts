import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import { aPartner, itemsOf } from './a-partner.ts';
import type { APartner } from './a-partner.ts';
import { aUserOf } from './a-world.ts';
import { faultOf } from './write-call.ts';

const A = `/v1/customers/${DEFAULT_TENANTS.customerA}`;
const POWER_BI = 'f8a1db68-be16-40ed-86d5-cb42ce701560';
const BASIC = '3b555118-da6a-4418-894f-7df1e2096870';
const READERS = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b';
const DELETED = `filter=${encodeURIComponent('{"Field":"UserState","Value":"Inactive","Operator":"equals"}')}`;

const NEW_USER = {
  userPrincipalName: 'new@customer-a.example',
  displayName: 'New User',
  firstName: 'New',
  lastName: 'User',
  usageLocation: 'DE',
  passwordProfile: { password: 'a-password', forceChangePassword: false },
};

async function aNewUser(partner: APartner): Promise<string> {
  const { status, body } = await partner.send('POST', `${A}/users`, NEW_USER);
  assert.equal(status, 201);
  return String(body['id']);
}

test('a user who is created is in the list and in the directory, and can sign in', async () => {
  const partner = await aPartner();
  const id = await aNewUser(partner);
  const { body } = await partner.get(`${A}/users/${id}`);
  assert.deepEqual([body['usageLocation'], body['state']], ['DE', 'active']);
  assert.equal(aUserOf(partner.client.sandbox.world, NEW_USER.userPrincipalName).password, 'a-password');
  assert.equal(itemsOf(await partner.get(`${A}/users`)).length, 28);
});

test('refuses a name that is taken and a domain that is not the customer’s', async () => {
  const partner = await aPartner();
  await aNewUser(partner);
  assert.deepEqual(faultOf(await partner.send('POST', `${A}/users`, NEW_USER)), [400, '800002']);
  const stranger = { ...NEW_USER, userPrincipalName: 'new@customer-b.example' };
  assert.deepEqual(faultOf(await partner.send('POST', `${A}/users`, stranger)), [400, '800002']);
});

test('changes what is named of a user and nothing else; a new password revokes', async () => {
  const partner = await aPartner();
  const id = await aNewUser(partner);
  const changes = { DisplayName: 'Another Name', PasswordProfile: { Password: 'another-password' } };
  const { status, body } = await partner.send('PATCH', `${A}/users/${id}`, changes);
  assert.deepEqual([status, body['displayName'], body['usageLocation']], [200, 'Another Name', 'DE']);
  const user = aUserOf(partner.client.sandbox.world, NEW_USER.userPrincipalName);
  assert.equal(user.password, 'another-password');
  assert.ok(user.sessionsRevokedAt);
});

test('a deleted user is found by the filter for thirty days, and comes back by a PATCH', async () => {
  const now = { at: Date.UTC(2026, 5, 1) };
  const partner = await aPartner(defaultWorld(), { now: () => now.at });
  const id = await aNewUser(partner);
  assert.equal((await partner.send('DELETE', `${A}/users/${id}`)).status, 204);
  assert.deepEqual(faultOf(await partner.get(`${A}/users/${id}`)), [404, '60002']);
  const [deleted] = itemsOf(await partner.get(`${A}/users?${DELETED}`));
  assert.deepEqual(
    [deleted?.['id'], deleted?.['state'], deleted?.['softDeletionTime']],
    [id, 'inactive', new Date(now.at).toISOString()],
  );
  assert.equal((await partner.send('PATCH', `${A}/users/${id}`, { State: 'active' })).status, 200);
  assert.deepEqual(itemsOf(await partner.get(`${A}/users?${DELETED}`)), []);
  assert.equal((await partner.get(`${A}/users/${id}`)).body['state'], 'active');
});

test('a deleted user cannot be restored after thirty days', async () => {
  const now = { at: Date.UTC(2026, 5, 1) };
  const partner = await aPartner(defaultWorld(), { now: () => now.at });
  const id = await aNewUser(partner);
  await partner.send('DELETE', `${A}/users/${id}`);
  const { clock } = partner.client.sandbox;
  clock.move(30 * 24 * 60 * 60_000);
  const later = await partner.client.refresh(
    partner.refreshToken,
    'https://api.partnercenter.microsoft.com/user_impersonation',
    DEFAULT_TENANTS.partnerOne,
  );
  const response = await partner.client.get(
    'partnerCenter',
    `${A}/users?${DELETED}`,
    later.body['access_token'] ?? '',
  );
  assert.deepEqual(((await response.json()) as { items: unknown[] }).items, []);
});

interface Sku {
  productSku: { id: string };
  availableUnits: number;
  consumedUnits: number;
  activeUnits: number;
}

async function skuOf(partner: APartner, wanted: string): Promise<Sku> {
  const skus = itemsOf(await partner.get(`${A}/subscribedskus`)) as unknown as Sku[];
  const found = skus.find(({ productSku }) => productSku.id === wanted);
  assert.ok(found);
  return found;
}

test('a licence that is given and taken counts, until none is left', async () => {
  const partner = await aPartner();
  const id = await aNewUser(partner);
  const before = await skuOf(partner, BASIC);
  assert.equal(before.availableUnits, before.activeUnits - before.consumedUnits);
  const update = (user: string, body: object) =>
    partner.send('POST', `${A}/users/${user}/licenseupdates`, body);
  for (const { id: user } of itemsOf(await partner.get(`${A}/users`)))
    await update(String(user), { LicensesToAssign: null, LicensesToRemove: [BASIC] });
  assert.equal((await skuOf(partner, BASIC)).consumedUnits, 0);
  const given = await update(id, { LicensesToAssign: [{ ExcludedPlans: null, SkuId: BASIC }] });
  assert.equal(given.status, 201);
  const [license] = itemsOf(await partner.get(`${A}/users/${id}/licenses`)) as unknown as Sku[];
  assert.equal(license?.productSku.id, BASIC);
  const assigned = { LicensesToAssign: [{ SkuId: BASIC }] };
  const answers: unknown[] = [];
  for (const { id: user } of itemsOf(await partner.get(`${A}/users`)))
    answers.push((await update(String(user), assigned)).body['code']);
  assert.equal(answers.filter((code) => code === '60012').length, 28 - before.activeUnits);
  assert.equal((await skuOf(partner, BASIC)).availableUnits, 0);
});

test('refuses a licence of a product that the customer does not have', async () => {
  const partner = await aPartner();
  const id = await aNewUser(partner);
  const skus = itemsOf(await partner.get(`${A}/subscribedskus`)) as unknown as Sku[];
  const wanted = skus.some(({ productSku }) => productSku.id === POWER_BI)
    ? '00000000-0000-4000-8000-000000000000'
    : POWER_BI;
  const path = `${A}/users/${id}/licenseupdates`;
  const refused = await partner.send('POST', path, { licensesToAssign: [{ skuId: wanted }] });
  assert.deepEqual(faultOf(refused), [400, '800002']);
});

test('a directory role is given, listed and taken, by who may', async () => {
  const world = defaultWorld();
  for (const relationship of world.relationships) relationship.roles.push('Privileged Role Administrator');
  const partner = await aPartner(world);
  const id = await aNewUser(partner);
  const members = `${A}/directoryroles/${READERS}/usermembers`;
  assert.ok(itemsOf(await partner.get(`${A}/directoryroles`)).some((role) => role['id'] === READERS));
  assert.equal((await partner.send('POST', members, { Id: id })).body['roleId'], READERS);
  assert.deepEqual(
    itemsOf(await partner.get(members)).map((member) => member['id']),
    [id],
  );
  assert.deepEqual(
    itemsOf(await partner.get(`${A}/users/${id}/directoryroles`)).map((role) => role['name']),
    ['Directory Readers'],
  );
  assert.equal((await partner.send('DELETE', `${members}/${id}`)).status, 204);
  assert.deepEqual(itemsOf(await partner.get(members)), []);
});

test('who lacks the role in the customer may not write: 900308', async () => {
  const world = defaultWorld();
  for (const relationship of world.relationships) relationship.roles = ['Global Reader'];
  const partner = await aPartner(world);
  const [user] = itemsOf(await partner.get(`${A}/users?size=1`));
  const one = `${A}/users/${String(user?.['id'])}`;
  const members = `${A}/directoryroles/${READERS}/usermembers`;
  for (const refused of [
    await partner.send('POST', `${A}/users`, NEW_USER),
    await partner.send('PATCH', one, { displayName: 'X' }),
    await partner.send('DELETE', one),
    await partner.send('POST', `${one}/licenseupdates`, {}),
    await partner.send('POST', members, { id: user?.['id'] }),
  ])
    assert.deepEqual(faultOf(refused), [403, '900308']);
  assert.equal((await partner.get(`${one}/licenses`)).status, 200);
});
