import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi, apiPorts, aTimer } from '../../test/an-api.ts';
import { aFetch, anAnswer, clientId, customer, errorOf, partner } from '../../test/builders.ts';
import type { CallLimiter, LimitedCall } from '../apis/call-limiter.ts';
import { clouds } from '../entra/clouds.ts';
import { ConsentryError } from '../errors.ts';
import type { IncomingAnswer } from '../ports.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { grantConsents } from './grant-consents.ts';
import { readWantedConsents } from './read-wanted.ts';

const wanted = readWantedConsents(clouds.public, {
  displayName: 'Panel',
  grants: [{ resource: 'graph', scopes: ['User.Read.All', 'Group.Read.All'] }],
});
const granted = [
  'https://graph.microsoft.com/User.Read.All',
  'https://graph.microsoft.com/Group.Read.All',
  'openid',
];

const says = (aadsts: number, code: 'tenant_setup' | 'consent_needed' = 'tenant_setup') =>
  new ConsentryError(code, { facts: { status: 400, aadsts } });

/** A customer of which tokens tell what stands, in turn; the last goes on. */
function aCustomer(posted: IncomingAnswer, ...tokens: readonly (readonly string[] | ConsentryError)[]) {
  const timer = aTimer();
  const entered: LimitedCall[] = [];
  const fetch = aFetch(posted);
  const ports = apiPorts(fetch, timer);
  const limiter: CallLimiter = {
    ...ports.limiter,
    enter(call, ...rest) {
      entered.push(call);
      return ports.limiter.enter(call, ...rest);
    },
  };
  const left = [...tokens];
  let forgotten = 0;
  const acquire = async () => {
    const next = left.length > 1 ? left.shift() : left[0];
    if (next instanceof ConsentryError) throw next;
    return { scopes: next ?? [] };
  };
  const deps: ConsentDeps = {
    cloud: clouds.public,
    partner,
    customer,
    application: clientId,
    applicationName: 'Example',
    partnerCenter: anApi(fetch, {
      resource: 'partner-center',
      baseUrl: 'https://api.partnercenter.microsoft.com',
      ports: { ...ports, limiter },
    }),
    graph: anApi(aFetch(), {
      resource: 'graph',
      baseUrl: 'https://graph.microsoft.com',
      ports: apiPorts(aFetch(), timer),
      // The account gets no token for the directory.
      credential: async () => {
        throw says(65001);
      },
    }),
    tokens: {
      acquire,
      forget: async () => {
        forgotten += 1;
      },
    },
    requestId: (step) => `id of ${step}`,
    timer,
  };
  return { deps, timer, entered, requests: fetch.requests, forgotten: () => forgotten };
}

const created = anAnswer({}, { status: 201 });

test('asks Partner Center as it is documented, by the limit of its own and the id of its step', async () => {
  const { deps, requests, entered } = aCustomer(created, says(65001), granted);
  await grantConsents(deps, wanted);
  const [request] = requests;
  assert.equal(
    request?.url,
    `https://api.partnercenter.microsoft.com/v1/customers/${customer}/applicationconsents`,
  );
  assert.deepEqual(JSON.parse(request?.body ?? ''), {
    applicationId: clientId,
    displayName: 'Panel',
    applicationGrants: [
      {
        enterpriseApplicationId: '00000003-0000-0000-c000-000000000000',
        scope: 'User.Read.All,Group.Read.All',
      },
    ],
  });
  assert.equal(request?.headers?.['ms-requestid'], 'id of consent 00000003-0000-0000-c000-000000000000');
  assert.deepEqual(
    entered.map(({ limit }) => limit),
    ['application-consents'],
  );
});

test('asks for tokens with growing pauses until one carries all that is wanted, and forgets before each', async () => {
  const half = granted.slice(0, 1);
  const { deps, timer, forgotten } = aCustomer(
    created,
    says(65001),
    says(90099),
    half,
    says(700016),
    granted,
  );
  const before = timer.elapsed();
  const { grants } = await grantConsents(deps, wanted);
  assert.equal(grants[0]?.outcome, 'proved');
  assert.equal(timer.elapsed() - before, 1000 + 2000 + 4000);
  // For the plan, each of four proofs, and at the end.
  assert.equal(forgotten(), 6);
});

test('gives up after two minutes, and says what is not seen', async () => {
  const { deps, timer } = aCustomer(created, says(65001));
  const before = timer.elapsed();
  const [grant] = (await grantConsents(deps, wanted)).grants;
  assert.deepEqual([grant?.outcome, grant?.failure?.code], ['granted', 'consent_not_seen']);
  assert.ok(timer.elapsed() - before <= 120_000);
});

test('waits as long as Entra asks while the application is being created', async () => {
  const creating = new ConsentryError('idp_unavailable', {
    facts: { status: 400, aadsts: 650051 },
    retryAfterMs: 30_000,
  });
  const { deps, timer } = aCustomer(created, says(65001), creating, granted);
  const before = timer.elapsed();
  assert.equal((await grantConsents(deps, wanted)).grants[0]?.outcome, 'proved');
  assert.equal(timer.elapsed() - before, 30_000);
});

test('says what keeps the account out where the consent was given and no token is', async () => {
  const { deps } = aCustomer(created, says(65001), says(53003));
  const [grant] = (await grantConsents(deps, wanted)).grants;
  assert.deepEqual([grant?.did, grant?.outcome, grant?.failure?.code], ['created', 'failed', 'tenant_setup']);
  assert.equal(grant?.failure?.facts['aadsts'], 53003);
});

for (const [status, body] of [
  [409, { code: '800002', description: 'Permission entry already exists.' }],
  [409, ''],
  [400, { description: 'Permission entry already exists' }],
] as const) {
  test(`takes ${status} ${JSON.stringify(body)} for success where a token carries all`, async () => {
    const { deps } = aCustomer(anAnswer(body, { status }), says(65001), granted);
    const [grant] = (await grantConsents(deps, wanted)).grants;
    assert.deepEqual([grant?.did, grant?.outcome], ['existed', 'proved']);
  });
}

test('takes an operation that is under way for no success', async () => {
  const { deps } = aCustomer(anAnswer({ code: '800060' }, { status: 409 }), says(65001));
  assert.equal((await errorOf(() => grantConsents(deps, wanted))).code, 'api_refused');
});

test('takes nothing away where the entry that exists has fewer permissions and cannot be added to', async () => {
  const exists = anAnswer({ description: 'Permission entry already exists.' }, { status: 409 });
  const { deps, requests } = aCustomer(exists, says(65001), granted.slice(0, 1));
  const [grant] = (await grantConsents(deps, wanted)).grants;
  assert.equal(grant?.failure?.code, 'consent_not_extendable');
  assert.deepEqual(
    requests.map(({ method }) => method),
    ['POST'],
  );
});

test('what is wrong with the grant of the partner is no outcome of a customer', async () => {
  const { deps } = aCustomer(created, says(70008, 'consent_needed'));
  assert.equal((await errorOf(() => grantConsents(deps, wanted))).code, 'consent_needed');
});
