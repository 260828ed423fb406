import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, readTenantId, type TenantId } from '@consentry/core';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import { DEFAULT_APPLICATION, generateWorld, type World } from '@consentry/sandbox';
import { aBroker, type TestBroker } from './a-broker.ts';
import { claimsOf } from './claims-of.ts';

/** `npm run test:full` asks for 10,000 over 50 partners with 200 customers each. */
const requests = Number(process.env['CONSENTRY_MIXED_REQUESTS'] ?? 600);
const partners = Number(process.env['CONSENTRY_MIXED_PARTNERS'] ?? 4);
const customersOfEach = Number(process.env['CONSENTRY_MIXED_CUSTOMERS'] ?? 15);

const arm = 'https://management.azure.com';
const audiences: Readonly<Record<string, string>> = {
  'partner-center': 'https://api.partnercenter.microsoft.com',
  graph: 'https://graph.microsoft.com',
  [arm]: arm,
};
const resources = Object.keys(audiences);

type Body = RequestOf<'acquireToken'>['body'];
type Token = AnswerOf<'acquireToken'>;
type Policy = RequestOf<'addCaller'>['body']['policy'];

/** A partner, and its customers. */
interface Family {
  readonly partner: TenantId;
  readonly customers: readonly TenantId[];
}

interface Caller {
  readonly remote: Remote;
  readonly policy: Policy;
}

/** One request, and what became of it. */
interface Asked {
  readonly caller: Caller;
  readonly body: Body;
  readonly outcome: { readonly token: Token } | { readonly code: string; readonly isShed: boolean };
}

test(`of ${requests} mixed requests at once, each gets a token of exactly what it asked for and may have, or none`, async () => {
  await using t = await aBroker({ world: makeLarge });
  const families = familiesOf(t.sandbox.world);
  for (const { partner } of families) {
    const page = await t.connect(await t.invite({ partner }), t.user('service', partner));
    assert.equal(page.status, 200);
  }
  const callers = await someCallers(t, families);
  const random = createDice(20_261_126);
  const wanted = Array.from({ length: requests }, () => ({
    caller: pick(random, callers),
    body: someRequest(random, families),
  }));
  const asked = await askAll(wanted);

  let issued = 0;
  for (const { caller, body, outcome } of asked) {
    const rights = rightsOf(caller.policy, body, families);
    const code = 'code' in outcome ? outcome.code : 'issued';
    const about = JSON.stringify({ body, code, policy: caller.policy });
    if ('code' in outcome) {
      assert.notEqual(rights, 'served', about);
      continue;
    }
    issued += 1;
    assert.equal(rights, 'served', about);
    requireExactly(t, body, outcome.token);
  }
  // Most callers may have little of what is asked for.
  assert.ok(issued > requests / 10, String(issued));
  assert.ok(issued < requests, 'nothing was refused');
  const states = (await t.operator.call('listGrants', { query: { limit: 1000 } })).items;
  assert.ok(states.every(({ state }) => state === 'healthy'));
});

/** The token's own claims, and what the cloud wrote down when it issued it. */
function requireExactly(t: TestBroker, { partner, customer, resource, access }: Body, token: Token): void {
  const tenant = customer ?? partner;
  const claims = claimsOf(token.accessToken);
  const about = JSON.stringify({ partner, customer, resource, access, claims });
  assert.equal(claims.tid, tenant, about);
  assert.equal(claims.aud, audiences[resource], about);
  assert.equal(claims.appid, DEFAULT_APPLICATION.clientId, about);
  assert.deepEqual([token.tenant, token.access], [tenant, access ?? 'delegated'], about);
  if (access === 'app-only') assert.equal(claims.idtyp, 'app', about);
  else assert.equal(claims.unique_name, t.user('service', partner).userPrincipalName, about);
  if (customer !== undefined) assert.ok(claims.tid !== partner, about);
  const outcome = ledgerOf(t).get(String(claims.uti));
  assert.equal(outcome?.tenant, tenant, about);
  assert.equal(outcome?.resource, audiences[resource], about);
}

const ledgers = new WeakMap<TestBroker, Map<string, { tenant: string; resource: string | undefined }>>();

/** What the cloud issued, by the id of the access token. */
function ledgerOf(t: TestBroker): Map<string, { tenant: string; resource: string | undefined }> {
  const known = ledgers.get(t);
  if (known !== undefined) return known;
  const issued = new Map<string, { tenant: string; resource: string | undefined }>();
  for (const { outcome, tenant, resource } of t.sandbox.ledger.tokenRequests()) {
    if (outcome.result === 'issued') issued.set(outcome.accessTokenId, { tenant, resource });
  }
  ledgers.set(t, issued);
  return issued;
}

/** All at once. Who is told to come back does so, a few hundred at a time. */
async function askAll(wanted: readonly Omit<Asked, 'outcome'>[]): Promise<readonly Asked[]> {
  const asked = await Promise.all(
    wanted.map(
      async ({ caller, body }): Promise<Asked> => ({ caller, body, outcome: await ask(caller, body) }),
    ),
  );
  const isShed = ({ outcome }: Asked): boolean => 'code' in outcome && outcome.isShed;
  const done = asked.filter((one) => !isShed(one));
  const shed = asked.filter(isShed);
  while (shed.length > 0) done.push(...(await askAll(shed.splice(0, 200))));
  return done;
}

async function ask({ remote }: Caller, body: Body): Promise<Asked['outcome']> {
  try {
    return { token: await remote.call('acquireToken', { body }) };
  } catch (error) {
    // Too much at once for the machine that the test runs on.
    const { retry, status } = isConsentryError(error) ? error.entry : { retry: 'never', status: 0 };
    if (isConsentryError(error)) return { code: error.code, isShed: retry === 'later' && status === 503 };
    throw error;
  }
}

/** What the policies and the world say of a request, told without the product. */
function rightsOf(policy: Policy, body: Body, families: readonly Family[]): 'served' | 'refused' {
  const { partner, customer, resource, access = 'delegated' } = body;
  const covers = (list: 'all' | readonly string[] = [], tenant: string): boolean =>
    list === 'all' || list.includes(tenant);
  if (!covers(policy.partners, partner) || !policy.resources.includes(resource)) return 'refused';
  if (!(policy.access ?? ['delegated']).includes(access)) return 'refused';
  const family = families.find((one) => one.partner === partner);
  if (resource === 'partner-center') {
    const mayHaveAll = policy.customers === 'all' && customer === undefined;
    return mayHaveAll && access === 'delegated' ? 'served' : 'refused';
  }
  if (customer === undefined) return policy.partnerTenant && access === 'delegated' ? 'served' : 'refused';
  if (!covers(policy.customers, customer)) return 'refused';
  // Alone the application needs the customer's own consent, whoever the partner is.
  if (access === 'app-only') return 'served';
  return family?.customers.some((own) => own === customer) === true ? 'served' : 'refused';
}

function someRequest(random: () => number, families: readonly Family[]): Body {
  const { partner, customers } = pick(random, families);
  const resource = pick(random, resources);
  const access = random() < 0.2 ? 'app-only' : 'delegated';
  const dice = random();
  if (resource === 'partner-center' ? dice < 0.9 : dice < 0.1) return { partner, resource, access };
  // Now and then a customer of somebody else's.
  const customer = pick(random, dice > 0.95 ? pick(random, families).customers : customers);
  return { partner, customer, resource, access };
}

async function someCallers(t: TestBroker, families: readonly Family[]): Promise<readonly Caller[]> {
  const [first, second] = families;
  assert.ok(first && second);
  const someCustomers = families.flatMap(({ customers }) => customers.slice(0, 10));
  const policies: readonly Policy[] = [
    { partners: 'all', customers: 'all', partnerTenant: true, resources, access: ['delegated', 'app-only'] },
    { partners: 'all', customers: someCustomers, resources },
    { partners: [first.partner], customers: 'all', resources: ['graph', 'partner-center'] },
    { partners: [second.partner], customers: [...second.customers], resources: ['graph', arm] },
    { partners: 'all', customers: 'all', resources: [arm], access: ['app-only'] },
    { partners: 'all', customers: [], partnerTenant: true, resources: ['graph'] },
  ];
  const callers: Caller[] = [];
  for (const policy of policies) callers.push({ remote: await t.aCaller(policy), policy });
  return callers;
}

/** Every customer has the application, and lets it into Graph and ARM for its partner's account. */
function makeLarge(world: World): void {
  const { applications, settings, vaults } = world;
  const large = generateWorld({
    seed: 'mixed',
    partners,
    customers: partners * customersOfEach,
    usersPerCustomer: 1,
  });
  Object.assign(world, large, { applications, settings, vaults });
  const { clientId } = DEFAULT_APPLICATION;
  for (const { id: tenantId } of large.tenants) {
    world.consents.push({ tenantId, clientId, resource: arm, scopes: ['user_impersonation'], kind: 'admin' });
  }
}

function familiesOf({ tenants, relationships }: World): readonly Family[] {
  return tenants
    .filter(({ kind }) => kind === 'partner')
    .map(({ id }) => ({
      partner: readTenantId(id),
      customers: relationships
        .filter(({ partnerTenantId }) => partnerTenantId === id)
        .map(({ customerTenantId }) => readTenantId(customerTenantId)),
    }));
}

/** The same throws for the same seed. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  assert.ok(one !== undefined);
  return one;
}
