import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS, defaultWorld } from '../src/index.ts';
import type { ConditionalAccessPolicy, DomainFederation, Tenant, User, World } from '../src/index.ts';
import { aPolicy, consentFrom } from './a-policy.ts';
import { aUserOf } from './a-world.ts';
import { GRAPH_SCOPE, anAccount, claimsOf, createExampleClient } from './example-client.ts';

const { partnerOne, customerA } = DEFAULT_TENANTS;
const SERVICE = 'service@partner-one.example';
const NO_MFA = 'no-mfa@partner-one.example';

/** What a world says of partner one beside the default: of the tenant, its policies, and one account. */
interface Causes {
  tenant?: Partial<Tenant>;
  user?: Partial<User>;
  policy?: Partial<ConditionalAccessPolicy>;
}

function aWorld({ tenant = {}, user = {}, policy }: Causes, login = SERVICE): World {
  const world = defaultWorld();
  // Nobody is asked for a code who need not: what asks is the cause.
  for (const one of world.tenants)
    if (one.id === partnerOne) Object.assign(one, { mfa: 'when-asked' }, tenant);
  Object.assign(aUserOf(world, login), user);
  if (policy !== undefined) world.conditionalAccess.push(aPolicy(policy));
  return world;
}

/** How a sign-in ends: the `amr` of the token for Partner Center, or the number on the page. */
async function signInWith(
  causes: Causes,
  account: 'service' | 'no-mfa' | 'admin' = 'service',
): Promise<unknown> {
  const client = await createExampleClient(aWorld(causes, account === 'no-mfa' ? NO_MFA : SERVICE));
  const { code, page = '' } = await client.consent(anAccount(account));
  if (code === undefined) return Number(/AADSTS(\d+)/.exec(page)?.[1]);
  const { body } = await client.redeem(code);
  return claimsOf(body['access_token'])['amr'];
}

const federatedDomain = (federation: DomainFederation): Partial<Tenant> => ({
  domains: [{ name: 'partner-one.example', federation }],
});

test('a one-time code at a product of somebody else, or at the set-up of Windows Hello, is no MFA', async () => {
  assert.deepEqual(await signInWith({ tenant: { mfa: 'when-registered' } }), ['pwd', 'mfa']);
  assert.deepEqual(await signInWith({ user: { secondFactor: 'third-party' } }), ['pwd']);
  const hello: Causes = { tenant: { mfa: 'when-registered' }, user: { secondFactor: 'hello-provisioning' } };
  assert.deepEqual(await signInWith(hello), ['pwd', 'ngcmfa']);
});

test('AADSTS50079: a policy wants MFA of somebody whose code goes where Entra sees nothing', async () => {
  for (const secondFactor of ['third-party', 'hello-provisioning'] as const)
    assert.equal(await signInWith({ user: { secondFactor }, policy: {} }), 50079, secondFactor);
});

test('the provider of a federated domain is believed when it tells of MFA, and only where it may', async () => {
  const told = { sendsMfaClaim: true } as const;
  const silent = { sendsMfaClaim: false } as const;
  const endOf = (federation: DomainFederation, policy?: Causes['policy']): Promise<unknown> =>
    signInWith({ tenant: federatedDomain(federation), ...(policy && { policy }) });
  assert.deepEqual(await endOf(told), ['pwd', 'fed', 'mfa']);
  assert.deepEqual(await endOf({ ...told, mfaBehavior: 'reject' }), ['pwd', 'fed']);
  assert.deepEqual(await endOf({ ...told, mfaBehavior: 'reject' }, {}), ['pwd', 'fed', 'mfa']);
  assert.deepEqual(await endOf({ ...silent, mfaBehavior: 'enforce' }), ['pwd', 'fed']);
  assert.equal(await endOf({ ...silent, mfaBehavior: 'enforce' }, {}), 50079);
  // Entra does its own where the provider does none.
  assert.deepEqual(await endOf(silent), ['pwd', 'fed']);
  assert.deepEqual(await endOf(silent, {}), ['pwd', 'fed', 'mfa']);
});

test('a domain that is federated leaves the accounts of the other domains alone', async () => {
  const domains = [
    { name: 'other.example', federation: { sendsMfaClaim: false, mfaBehavior: 'enforce' as const } },
  ];
  assert.deepEqual(await signInWith({ tenant: { domains, mfa: 'when-registered' } }), ['pwd', 'mfa']);
});

test('on behalf of a customer: blocked for a federated account whose MFA is not told, and for a managed one without', async () => {
  const refresh = async (causes: Causes, account: 'service' | 'no-mfa'): Promise<unknown> => {
    const client = await createExampleClient(aWorld(causes));
    const refreshToken = await client.connect(anAccount(account));
    return (await client.refresh(refreshToken, GRAPH_SCOPE, customerA)).body.error_codes;
  };
  const tenant = federatedDomain({ sendsMfaClaim: false, mfaBehavior: 'enforce' });
  assert.deepEqual(await refresh({ tenant }, 'service'), [50079]);
  assert.deepEqual(await refresh({}, 'no-mfa'), [50079]);
  const told = federatedDomain({ sendsMfaClaim: true });
  assert.equal(await refresh({ tenant: told }, 'service'), undefined);
});

test('security defaults ask MFA of an administrator, and not of the account of synchronization', async () => {
  const tenant = { securityDefaults: true };
  assert.deepEqual(await signInWith({ tenant }, 'service'), ['pwd']);
  assert.deepEqual(await signInWith({ tenant }, 'admin'), ['pwd', 'mfa']);
  const roles = (role: string): Causes => ({ tenant, user: { directoryRoles: [role] } });
  assert.equal(await signInWith(roles('Helpdesk Administrator'), 'no-mfa'), 50079);
  assert.deepEqual(await signInWith(roles('Directory Synchronization Accounts'), 'no-mfa'), ['pwd']);
});

test('a policy reaches whom it includes by group or role, and nobody whom it leaves out', async () => {
  const withUsers = (
    users: Partial<ConditionalAccessPolicy['users']>,
    user: Partial<User> = {},
  ): Promise<unknown> => signInWith({ user, policy: { users: { include: [], ...users } } });
  const asked = ['pwd', 'mfa'];
  assert.deepEqual(await withUsers({ includeGroups: ['AdminAgents'] }), asked);
  assert.deepEqual(await withUsers({ includeGroups: ['SalesAgents'] }), ['pwd']);
  assert.deepEqual(
    await withUsers({ includeRoles: ['Global Reader'] }, { directoryRoles: ['Global Reader'] }),
    asked,
  );
  assert.deepEqual(await withUsers({ includeGuests: true }), ['pwd']);
  for (const left of [
    { excludeGroups: ['AdminAgents'] },
    { exclude: [aUserOf(defaultWorld(), SERVICE).objectId] },
  ])
    assert.deepEqual(await withUsers({ include: 'all', ...left }), ['pwd']);
  const breakGlass = {
    include: 'all',
    excludeRoles: ['Global Administrator'],
  } satisfies Partial<ConditionalAccessPolicy['users']>;
  assert.deepEqual(await withUsers(breakGlass, { directoryRoles: ['Global Administrator'] }), ['pwd']);
});

test('a policy that only reports, that is for old clients, or that leaves the resource out, asks nothing', async () => {
  for (const policy of [
    { state: 'report-only' },
    { clientAppTypes: ['exchangeActiveSync', 'other'] },
    { platforms: { include: ['android'] } },
    { excludeResources: ['https://api.partnercenter.microsoft.com'] },
  ] satisfies Causes['policy'][])
    assert.deepEqual(await signInWith({ policy }), ['pwd'], JSON.stringify(policy));
});

test('a trusted location that a policy leaves out is a way round it', async () => {
  const office = '70000000-0000-4000-8000-000000000001';
  const namedLocations = [
    { id: office, displayName: 'Office', networks: ['203.0.113.0/24'], isTrusted: true },
    {
      id: '70000000-0000-4000-8000-000000000002',
      displayName: 'Café',
      networks: ['198.51.100.0/24'],
      isTrusted: false,
    },
  ];
  for (const left of ['trusted', office]) {
    const policy = { locations: { include: 'all', exclude: [left] } } satisfies Causes['policy'];
    const amrFrom = async (address: string): Promise<unknown> => {
      const client = await createExampleClient(aWorld({ tenant: { namedLocations }, policy }));
      const { code = '' } = await consentFrom(client, address, anAccount('service'));
      return client.sandbox.ledger.signIns({ result: 'signed-in' }).at(-1)?.amr ?? code;
    };
    assert.deepEqual(await amrFrom('203.0.113.9'), ['pwd'], left);
    assert.deepEqual(await amrFrom('198.51.100.9'), ['pwd', 'mfa'], left);
  }
});

test('a device that is enough in place of MFA is a way round it, and not where both are wanted', async () => {
  const policy = { grant: ['mfa', 'compliant-device'] } satisfies Causes['policy'];
  const user = { device: 'compliant' } as const;
  assert.deepEqual(await signInWith({ policy, user }), ['pwd']);
  assert.deepEqual(await signInWith({ policy }), ['pwd', 'mfa']);
  const both = { ...policy, operator: 'and' } as const;
  assert.deepEqual(await signInWith({ policy: both, user }), ['pwd', 'mfa']);
  assert.equal(await signInWith({ policy: both }), 530003);
  const joined = { grant: ['hybrid-joined-device', 'mfa-strength'] } satisfies Causes['policy'];
  assert.deepEqual(await signInWith({ policy: joined, user: { device: 'hybrid-joined' } }), ['pwd']);
});

test('a custom control lets in, and leaves no trace of MFA', async () => {
  assert.deepEqual(await signInWith({ policy: { grant: 'external-challenge' } }), ['pwd']);
});
