import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultWorld } from './default-world.ts';
import { WorldFileError, readWorld } from './read-world.ts';
import type { Problem } from '../problems.ts';

const SMALL = `
tenants:
  - { id: 20000000-0000-4000-8000-000000000001, name: Partner, defaultDomain: partner.example, kind: partner }
  - { id: 30000000-0000-4000-8000-000000000001, name: Customer, defaultDomain: customer.example, kind: customer }
users:
  - objectId: 50000000-0000-4000-8000-000000000001
    tenantId: 20000000-0000-4000-8000-000000000001
    userPrincipalName: service@partner.example
    displayName: Service
    password: example
applications:
  - clientId: 40000000-0000-4000-8000-000000000000
    homeTenantId: 20000000-0000-4000-8000-000000000001
    displayName: Example
    redirectUris: [http://localhost:8080/callback]
relationships:
  - partnerTenantId: 20000000-0000-4000-8000-000000000001
    customerTenantId: 30000000-0000-4000-8000-000000000001
    roles: [Directory Readers]
    userObjectIds: [50000000-0000-4000-8000-000000000001]
`;

function problemsOf(text: string): readonly Problem[] {
  try {
    readWorld(text);
  } catch (error) {
    if (error instanceof WorldFileError) return error.problems;
    throw error;
  }
  return [];
}

test('reads a world from YAML and fills in what it leaves out', () => {
  const world = readWorld(SMALL);
  assert.deepEqual(world.settings, { issuerV1: '{login}/sts/{tenantid}/', partnerCenterMfa: '900421' });
  assert.deepEqual([world.tenants[0]?.mfa, world.tenants[0]?.usersMayConsent], ['when-registered', true]);
  assert.deepEqual([world.users[0]?.state, world.users[0]?.groups], ['active', []]);
  assert.equal(world.applications[0]?.multiTenant, true);
  assert.deepEqual([world.consents, world.servicePrincipals], [[], []]);
});

test('reads the default world, written as JSON, as it is', () => {
  const world = defaultWorld({ idTokenIssuance: true });
  assert.deepEqual(readWorld(JSON.stringify(world)), world);
});

test('gives each reading a world of its own', () => {
  const [one, other] = [readWorld(SMALL), readWorld(SMALL)];
  one.users[0]?.groups.push('AdminAgents');
  assert.deepEqual(other.users[0]?.groups, []);
});

test('lists every problem of a file at once, each with its path and line', () => {
  const bad = SMALL.replace('kind: partner', 'kind: reseller')
    .replace('userPrincipalName', 'login')
    .replace('http://localhost:8080/callback', 'http://app.example/callback')
    .replace('[Directory Readers]', '[Directory Reader]')
    .concat('groups: []\n');
  assert.deepEqual(
    problemsOf(bad).map(({ path, line }) => [path, line]),
    [
      ['groups', 21],
      ['tenants[0].kind', 3],
      ['users[0].userPrincipalName', 6],
      ['users[0].login', 8],
      ['applications[0].redirectUris[0]', 15],
      ['relationships[0].roles[0]', 19],
    ],
  );
});

test('lists what points at nothing and what is there twice', () => {
  const world = defaultWorld();
  const [tenant] = world.tenants;
  const [user] = world.users;
  const [consent] = world.consents;
  const [relationship] = world.relationships;
  assert.ok(tenant && user && consent && relationship);
  world.tenants.push(tenant);
  user.tenantId = '99999999-0000-4000-8000-000000000000';
  consent.scopes = ['User.Raed'];
  consent.kind = 'user';
  relationship.partnerTenantId = relationship.customerTenantId;
  relationship.userObjectIds = ['99999999-0000-4000-8000-000000000000'];
  assert.deepEqual(
    problemsOf(JSON.stringify(world)).map(({ path }) => path),
    [
      'tenants[8].id',
      'tenants[8].defaultDomain',
      'users[0].tenantId',
      'consents[0].scopes[0]',
      'consents[0].userObjectId',
      'relationships[0].partnerTenantId',
      'relationships[0].userObjectIds[0]',
    ],
  );
});

test('says in which line a file is no YAML, and refuses one that holds no world', () => {
  assert.equal(problemsOf('tenants:\n  - [')[0]?.line, 2);
  assert.deepEqual(problemsOf('tenants: *nowhere')[0]?.path, '');
  assert.match(problemsOf('')[0]?.message ?? '', /^must hold/);
  assert.deepEqual(
    problemsOf('{"users": {}}').map(({ path, message }) => `${path} ${message}`),
    ['tenants must hold at least one tenant', 'users must be a list'],
  );
});

test('writes all problems into the message of the error', () => {
  assert.throws(
    () => readWorld(SMALL.replace('kind: customer', 'kind: shop')),
    /has 1 problem\(s\):\n- line 4: tenants\[1\]\.kind: /,
  );
});

test('reads vaults, and lists what is wrong with them', () => {
  const good = `${SMALL}vaults:
  - name: my-vault
    tenantId: 20000000-0000-4000-8000-000000000001
    access: [{ clientId: 40000000-0000-4000-8000-000000000000, permissions: [get, set] }]
`;
  assert.equal(readWorld(good).vaults[0]?.softDeleteDays, 90);
  assert.deepEqual(readWorld(SMALL).vaults, []);
  const unknown = good.replace('clientId: 40000000-0000-4000-8000-000000000000, permissions', 'permissions');
  assert.match(problemsOf(unknown)[0]?.message ?? '', /either an objectId or a clientId/);
  assert.deepEqual(
    problemsOf(good.replace('my-vault', 'My_Vault').replace('[get, set]', '[read]')).map(({ path }) => path),
    ['vaults[0].name', 'vaults[0].access[0].permissions[0]'],
  );
  assert.deepEqual(
    problemsOf(good.replace(/(my-vault\n.*)2000(.*\n.*)4000/, '$19999$29999')).map(({ path }) => path),
    ['vaults[0].tenantId', 'vaults[0].access[0].clientId'],
  );
});
