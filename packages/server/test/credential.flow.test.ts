import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenCredential as AzureTokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
} from '@azure/core-rest-pipeline';
import { SecretClient } from '@azure/keyvault-secrets';
import {
  connectScopes,
  createClientAuthentication,
  createTokenEndpoint,
  createTokens,
  declareCloud,
  isConsentryError,
  localCredential,
  readApplicationId,
  Secret,
  standardDialect,
  type TokenCredential,
} from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import { remoteCredential } from '@consentry/core/remote';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import {
  aBroker,
  customerA,
  customerB,
  fetchFrom,
  partnerOne,
  partnerTwo,
  type TestBroker,
} from './a-broker.ts';

const graph = 'https://graph.microsoft.com/.default';
const ofCustomer = { partner: partnerOne, customer: customerA };

type Owner = Pick<Parameters<typeof remoteCredential>[0], 'partner' | 'customer' | 'resources'>;
type MakeCredential = (owner: Owner) => TokenCredential;

const kinds: Readonly<Record<string, (t: TestBroker) => Promise<MakeCredential>>> = {
  async remoteCredential(t) {
    const resources = ['graph', 'partner-center', 'https://vault.sandbox.test'];
    const broker = await t.aCaller({ partners: 'all', partnerTenant: true, resources });
    return (owner) => remoteCredential({ broker, ...owner });
  },
  async localCredential(t) {
    const held = await tokensOf(t);
    return (owner) => localCredential({ ...held, ...owner });
  },
};

/** The tokens of a process that holds the grants itself: those that the broker sealed. */
async function tokensOf({ sandbox, broker }: TestBroker) {
  const { login, partnerCenter, graph: graphOrigin } = sandbox.origins;
  const resources = { 'partner-center': { baseUrl: partnerCenter }, graph: { baseUrl: graphOrigin } };
  const cloud = declareCloud({ name: 'test-cloud', loginBaseUrl: login, resources });
  const ports = { clock: { now: () => sandbox.clock.now() }, random: systemRandom };
  const clientId = readApplicationId(DEFAULT_APPLICATION.clientId);
  const credential = { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const;
  const authentication = await createClientAuthentication({ clientId, credential, ...ports });
  const untold = async (): Promise<void> => undefined;
  const { grants } = broker.store;
  const tokens = createTokens({
    grants,
    vault: broker.vault.vault,
    tokenEndpoint: createTokenEndpoint({
      cloud,
      clientId,
      authentication,
      fetch: fetchFrom(sandbox),
      clock: ports.clock,
      dialect: standardDialect,
    }),
    provingScopes: () => connectScopes(cloud),
    events: {
      renewed: untold,
      notRenewed: untold,
      notExercised: untold,
      successorRefused: untold,
      moved: untold,
      saved: untold,
      stateChanged: untold,
    },
    ...ports,
    cacheLimit: 100,
  });
  return { tokens, grants, cloud };
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** How the SDKs send requests, here to the services of the sandbox. */
function httpClientOf({ sandbox }: TestBroker, sent: (string | undefined)[] = []): HttpClient {
  return {
    async sendRequest(request) {
      sent.push(request.headers.get('authorization'));
      const { method, body } = request;
      const answer = await sandbox.fetch(request.url, {
        method,
        headers: request.headers.toJSON(),
        ...(typeof body === 'string' ? { body } : {}),
      });
      const headers = createHttpHeaders(Object.fromEntries(answer.headers));
      return { request, status: answer.status, headers, bodyAsText: await answer.text() };
    },
  };
}

function pipelineWith(credential: AzureTokenCredential): Pipeline {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: graph }));
  return pipeline;
}

for (const [kind, create] of Object.entries(kinds)) {
  test(`${kind} gives a token of its customer’s tenant, as the SDKs keep it`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const credential: AzureTokenCredential = (await create(t))(ofCustomer);
    const askedAt = t.sandbox.clock.now();
    const token = await credential.getToken(graph, { tenantId: customerA.toUpperCase(), enableCae: true });
    const elapsedMs = t.sandbox.clock.now() - askedAt;
    assert.ok(token);
    const { tid, aud, exp } = claimsOf(token.token);
    assert.deepEqual([tid, aud], [customerA, 'https://graph.microsoft.com']);
    // The life counts from the answer, `exp` from the whole second in which the token was made.
    const laterMs = token.expiresOnTimestamp - Number(exp) * 1000;
    assert.ok(laterMs >= 0 && laterMs < 1000 + elapsedMs, `${laterMs} ms later than exp`);
    assert.equal(token.refreshAfterTimestamp, token.expiresOnTimestamp - 120_000);
    assert.equal(token.tokenType, 'Bearer');
  });

  test(`${kind} gives a new token at the instant from which it says that there is one`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const credential = (await create(t))(ofCustomer);
    const first = await credential.getToken(graph);
    t.sandbox.control.moveClock(first.refreshAfterTimestamp - t.sandbox.clock.now());
    const second = await credential.getToken(graph);
    assert.notEqual(second.token, first.token);
    assert.ok(second.expiresOnTimestamp > first.expiresOnTimestamp);
  });

  test(`${kind} asks for the permissions that its scopes name`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const credential = (await create(t))(ofCustomer);
    await credential.getToken([
      'https://graph.microsoft.com/User.Read',
      'https://graph.microsoft.com/User.Read.All',
    ]);
    const [request] = t.sandbox.ledger.tokenRequests({ tenant: customerA });
    assert.match(JSON.stringify(request), /graph\.microsoft\.com\/User\.Read\b/);
    assert.doesNotMatch(JSON.stringify(request), /\.default/);
  });

  test(`${kind} for the partner’s own tenant gives tokens for Partner Center, and one for a customer does not`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const make = await create(t);
    const scope = 'https://api.partnercenter.microsoft.com/user_impersonation';
    const own = await make({ partner: partnerOne }).getToken(scope);
    assert.equal(claimsOf(own.token).tid, partnerOne);
    await assert.rejects(make(ofCustomer).getToken(scope), { code: 'wrong_tenant_for_resource' });
  });

  test(`${kind} refuses whatever lies outside its binding, and asks nobody for it`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const credential = (await create(t))({ ...ofCustomer, resources: ['https://graph.microsoft.com'] });
    t.sandbox.ledger.clear();
    const code = (scopes: string | string[], options?: Parameters<TokenCredential['getToken']>[1]) =>
      credential.getToken(scopes, options).then(
        () => 'a token',
        (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
      );
    const proof = {
      nonce: 'n',
      resourceRequestMethod: 'GET',
      resourceRequestUrl: 'https://graph.microsoft.com/',
    };
    assert.equal(await code(graph, { tenantId: customerB }), 'outside_binding');
    assert.equal(await code(graph, { tenantId: partnerOne }), 'outside_binding');
    assert.equal(await code(graph, { tenantId: 'common' }), 'outside_binding');
    assert.equal(await code(graph, { tenantId: '' }), 'outside_binding');
    assert.equal(await code('https://vault.sandbox.test/.default'), 'outside_binding');
    assert.equal(await code('https://graph.microsoft.com//.default'), 'outside_binding');
    assert.equal(await code(graph, { proofOfPossessionOptions: proof }), 'outside_binding');
    assert.equal(
      await code(graph, { claims: '{"access_token":{"nbf":{"essential":true}}}' }),
      'step_up_needed',
    );
    assert.equal(await code([graph, 'https://vault.sandbox.test/.default']), 'invalid_request');
    for (const scope of [[], '', 'User.Read', '/.default', 'https://graph.microsoft.com/']) {
      assert.equal(await code(scope), 'invalid_request', `for ${JSON.stringify(scope)}`);
    }
    assert.equal(t.tokenRequests(), 0);
    assert.equal((await t.events()).filter(({ type }) => type.startsWith('token.')).length, 0);
  });

  test(`${kind} says which partner has no grant`, async () => {
    await using t = await aBroker();
    const credential = (await create(t))({ partner: partnerTwo, customer: customerA });
    await assert.rejects(credential.getToken(graph), { code: 'partner_not_found' });
  });

  test(`${kind} is not made of a customer that is there and undefined, nor of what is no tenant id`, async () => {
    await using t = await aBroker();
    const make = await create(t);
    const undefinedCustomer = { partner: partnerOne, customer: undefined } as unknown as Owner;
    assert.throws(() => make(undefinedCustomer), TypeError);
    assert.throws(() => make({ partner: partnerOne, customer: '' }), { code: 'invalid_request' });
    assert.throws(() => make({ partner: 'contoso.example' }), { code: 'invalid_request' });
  });

  test(`${kind} gives up at once when it is told to, and the token is had by those who still want it`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const credential = (await create(t))(ofCustomer);
    await assert.rejects(credential.getToken(graph, { abortSignal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
    const held = t.sandbox.control.holdTokenEndpoint();
    const impatient = new AbortController();
    const wanted = credential.getToken(graph);
    const unwanted = credential.getToken(graph, { abortSignal: impatient.signal });
    const refused = assert.rejects(unwanted, { name: 'AbortError' });
    while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
    impatient.abort();
    await refused;
    held.release();
    assert.equal(claimsOf((await wanted).token).tid, customerA);
  });

  test(`${kind} serves the bearer policy of core-rest-pipeline, which meets a claims challenge with an error`, async () => {
    await using t = await aBroker();
    await t.aConnectedPartner();
    const pipeline = pipelineWith((await create(t))(ofCustomer));
    const sent: (string | undefined)[] = [];
    const url = `${t.sandbox.origins.graph}/v1.0/users`;
    const ask = (client: HttpClient) => pipeline.sendRequest(client, createPipelineRequest({ url }));
    assert.equal((await ask(httpClientOf(t, sent))).status, 200);
    assert.equal((await ask(httpClientOf(t, sent))).status, 200);
    assert.equal(new Set(sent).size, 1);

    const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
    const challenge = `Bearer error="insufficient_claims", claims="${claims}"`;
    const headers = createHttpHeaders({ 'www-authenticate': challenge });
    const challenging: HttpClient = { sendRequest: async (request) => ({ request, status: 401, headers }) };
    await assert.rejects(ask(challenging), { code: 'step_up_needed' });
  });

  test(`${kind} opens the customer’s key vault for keyvault-secrets, and no vault whose challenge names another tenant`, async () => {
    const vault = 'https://vault.azure.net';
    await using t = await aBroker({
      world: ({ consents, vaults }) => {
        const { clientId } = DEFAULT_APPLICATION;
        const scopes = ['user_impersonation'];
        consents.push({ tenantId: customerA, clientId, resource: vault, scopes, kind: 'admin' });
        for (const one of vaults) one.tenantId = customerA;
      },
    });
    await t.aConnectedPartner();
    const credential = (await create(t))({ ...ofCustomer, resources: ['https://vault.sandbox.test'] });
    const { oid } = claimsOf((await credential.getToken('https://vault.sandbox.test/.default')).token);
    const [own] = t.sandbox.world.vaults;
    assert.ok(own);
    own.access = [{ objectId: String(oid), permissions: ['get', 'set'] }];
    const client = (): SecretClient =>
      new SecretClient(t.sandbox.origins.vault, credential, {
        httpClient: httpClientOf(t),
        retryOptions: { maxRetries: 0 },
      });
    await client().setSecret('of-the-customer', 'value');
    assert.equal((await client().getSecret('of-the-customer')).value, 'value');

    own.tenantId = partnerOne;
    await assert.rejects(client().getSecret('of-the-customer'), { code: 'outside_binding' });
  });
}

test('an API that the policy names is allowed by its URI as well, and no other API is', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const ofGraph = remoteCredential({ broker: await t.aCaller({ resources: ['graph'] }), ...ofCustomer });
  assert.equal(claimsOf((await ofGraph.getToken(graph)).token).tid, customerA);
  for (const scope of [
    'https://vault.sandbox.test/.default',
    'https://api.partnercenter.microsoft.com/.default',
  ]) {
    const own = remoteCredential({
      broker: await t.aCaller({ resources: ['graph'], partnerTenant: true }),
      partner: partnerOne,
    });
    await assert.rejects(own.getToken(scope), { code: 'policy_denied' });
  }
});
