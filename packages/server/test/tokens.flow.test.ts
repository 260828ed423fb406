import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConsentryError, isGuid } from '@consentry/core';
import {
  aBroker,
  customerA,
  customerB,
  customerC,
  customerD,
  partnerOne,
  partnerTwo,
  type TestBroker,
} from './a-broker.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };

async function refusal(
  work: Promise<unknown>,
): Promise<{ code: string; status: number; facts: object; remedy: string }> {
  try {
    await work;
  } catch (error) {
    if (isConsentryError(error)) {
      return { code: error.code, status: error.entry.status, facts: error.facts, remedy: error.remedy };
    }
    throw error;
  }
  return assert.fail('nothing was refused');
}

async function postTokens(
  t: TestBroker,
  body: string,
  authorization?: string,
): Promise<{ status: number; body: { error: Record<string, unknown> } }> {
  const response = await t.send(
    new Request('http://127.0.0.1:44396/v1/tokens', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    }),
  );
  return { status: response.status, body: (await response.json()) as { error: Record<string, unknown> } };
}

test('gives a token of the customer’s own tenant, never the partner’s', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const token = await (await t.aCaller()).call('acquireToken', { body: graph });

  const claims = JSON.parse(
    Buffer.from(token.accessToken.split('.')[1] ?? '', 'base64url').toString(),
  ) as Record<string, unknown>;
  assert.equal(claims.tid, customerA);
  assert.equal(token.tenant, customerA);
  assert.equal(token.baseUrl, t.sandbox.origins.graph);
  assert.equal(token.fromCache, false);
});

test('serves a token from the cache, and a new one when it is about to expire', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const first = await caller.call('acquireToken', { body: graph });
  const second = await caller.call('acquireToken', { body: graph });
  assert.equal(second.accessToken, first.accessToken);
  assert.equal(second.fromCache, true);

  t.sandbox.control.moveClock(Date.parse(first.expiresAt) - t.sandbox.clock.now() - 60_000);
  const third = await caller.call('acquireToken', { body: graph });
  assert.notEqual(third.accessToken, first.accessToken);
});

test('makes one request for a hundred callers that ask for one cold target', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.sandbox.ledger.clear();
  const held = t.sandbox.control.holdTokenEndpoint();
  const asked = Promise.all(Array.from({ length: 100 }, () => caller.call('acquireToken', { body: graph })));
  while (held.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
  held.release();

  const tokens = await asked;
  assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
  assert.equal(t.tokenRequests(), 1);
  assert.equal((await t.events()).filter(({ type }) => type === 'token.issued').length, 100);
});

test('refuses a body that is no JSON, with 400', async () => {
  await using t = await aBroker();
  const { key } = await t.operator.call('addCaller', {
    body: { name: 'x', policy: { partners: 'all', resources: ['graph'] } },
  });
  for (const body of [
    '',
    '{',
    '[]',
    '{"partner":"x","resource":"graph"}',
    `{"partner":"${partnerOne}","resource":"graph","extra":1}`,
  ]) {
    const answer = await postTokens(t, body, `Bearer ${key}`);
    assert.equal(answer.status, 400, body);
    assert.equal(answer.body.error.code, 'invalid_request');
    assert.equal(typeof answer.body.error.remedy, 'string');
    assert.ok(isGuid(answer.body.error.requestId));
  }
});

test('refuses an unknown caller with 401, and says the same of a wrong key and of none', async () => {
  await using t = await aBroker();
  const { key } = await t.operator.call('addCaller', {
    body: { name: 'x', policy: { partners: 'all', resources: ['graph'] } },
  });
  const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const answers = await Promise.all([
    postTokens(t, JSON.stringify(graph)),
    postTokens(t, JSON.stringify(graph), 'Bearer nonsense'),
    postTokens(t, JSON.stringify(graph), `Bearer ${wrong}`),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401, 401],
  );
  assert.equal(new Set(answers.map(({ body }) => body.error.message)).size, 1);
});

test('refuses a removed caller', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const [row] = (await t.operator.call('listCallers', {})).items;
  await t.operator.call('removeCaller', { params: { id: row?.id ?? '' } });
  assert.equal((await refusal(caller.call('acquireToken', { body: graph }))).code, 'unauthorized');
});

test('refuses an unknown partner with 404', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller({ partners: 'all' });
  const { code, status } = await refusal(
    caller.call('acquireToken', { body: { ...graph, partner: partnerTwo } }),
  );
  assert.equal(code, 'partner_not_found');
  assert.equal(status, 404);
});

test('refuses a resource outside the policy with 403', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ resources: ['graph'] });
  const { code, status } = await refusal(
    caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } }),
  );
  assert.deepEqual([code, status], ['policy_denied', 403]);
});

test('refuses a resource that the cloud does not have with 400', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ resources: ['graph'] });
  const { code, status } = await refusal(
    caller.call('acquireToken', { body: { ...graph, resource: 'arm' } }),
  );
  assert.deepEqual([code, status], ['unknown_resource', 400]);
});

test('refuses a customer, a partner and the partner’s own tenant outside the policy', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ customers: [customerA] });
  for (const body of [
    { ...graph, customer: customerB },
    { ...graph, partner: partnerTwo },
    { partner: partnerOne, resource: 'graph' },
    { partner: partnerOne, resource: 'partner-center' },
    { partner: partnerOne, resource: 'https://api.partnercenter.microsoft.com' },
  ]) {
    assert.equal(
      (await refusal(caller.call('acquireToken', { body }))).code,
      'policy_denied',
      JSON.stringify(body),
    );
  }
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('refuses Partner Center for a customer’s tenant with 400, and names the right call', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const { code, status, remedy } = await refusal(
    caller.call('acquireToken', { body: { ...graph, resource: 'partner-center' } }),
  );
  assert.deepEqual([code, status], ['wrong_tenant_for_resource', 400]);
  assert.match(remedy, new RegExp(`/v1/customers/${customerA}/`));
});

test('lets an operator key make no tokens, and a caller key no callers', async () => {
  await using t = await aBroker();
  const caller = await t.aCaller();
  assert.equal((await refusal(t.operator.call('acquireToken', { body: graph }))).code, 'policy_denied');
  assert.equal((await refusal(caller.call('listCallers', {}))).code, 'policy_denied');
});

test('says which customer lacks consent or a relationship, and keeps the grant', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const noConsent = await refusal(caller.call('acquireToken', { body: { ...graph, customer: customerB } }));
  const noGdap = await refusal(caller.call('acquireToken', { body: { ...graph, customer: customerC } }));
  const stranger = await refusal(caller.call('acquireToken', { body: { ...graph, customer: customerD } }));
  assert.deepEqual(
    [noConsent.code, noGdap.code, stranger.code],
    ['tenant_setup', 'tenant_setup', 'tenant_setup'],
  );

  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'healthy');
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('marks a grant when the partner’s own tenant says that it is revoked, and a new consent heals it', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.user('service').sessionsRevokedAt = t.sandbox.clock.now() + 1;
  const { code } = await refusal(
    caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } }),
  );
  assert.equal(code, 'consent_needed');
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'consent_needed');

  t.sandbox.control.moveClock(1000);
  await t.aConnectedPartner();
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('finds a dead grant out even when only customers’ tokens are asked for', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.user('service').sessionsRevokedAt = t.sandbox.clock.now() + 1;
  assert.equal((await refusal(caller.call('acquireToken', { body: graph }))).code, 'consent_needed');
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.state, 'consent_needed');
});

test('takes no other spelling of Partner Center for another resource', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const resource = 'https://API.partnercenter.microsoft.com/v1';
  const caller = await t.aCaller({ resources: [resource], partnerTenant: true, customers: [customerA] });
  const { code } = await refusal(caller.call('acquireToken', { body: { partner: partnerOne, resource } }));
  assert.equal(code, 'unknown_resource');
});

test('keeps the successor of a refresh token that is a day old, and works on with it', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.sandbox.control.moveClock(25 * 60 * 60 * 1000);
  await caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.version, 2);

  t.sandbox.control.moveClock(70 * 24 * 60 * 60 * 1000);
  await caller.call('acquireToken', { body: { partner: partnerOne, resource: 'partner-center' } });
  t.sandbox.control.moveClock(70 * 24 * 60 * 60 * 1000);
  assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
});

test('a customer’s tenant never gives the partner its next refresh token', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.sandbox.control.moveClock(25 * 60 * 60 * 1000);
  await caller.call('acquireToken', { body: graph });
  assert.equal((await t.operator.call('listGrants', {})).items[0]?.version, 1);
});

test('hands out nothing more of a grant that was found dead, not from the cache either', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  t.user('service').sessionsRevokedAt = t.sandbox.clock.now() + 1;
  const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
  assert.equal((await refusal(caller.call('acquireToken', { body: partnerCenter }))).code, 'consent_needed');
  assert.equal((await refusal(caller.call('acquireToken', { body: graph }))).code, 'consent_needed');
});

test('forces a new token once a minute for a target, and says how long to wait', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const first = await caller.call('acquireToken', { body: graph });
  const forced = await caller.call('acquireToken', { body: { ...graph, force: true } });
  assert.notEqual(forced.accessToken, first.accessToken);
  assert.equal(forced.fromCache, false);

  const again = caller.call('acquireToken', { body: { ...graph, force: true } });
  await assert.rejects(again, (error) => {
    assert.ok(isConsentryError(error, 'force_limited'));
    assert.equal(error.entry.status, 429);
    return (error.retryAfterMs ?? 0) > 0 && (error.retryAfterMs ?? 0) <= 60_000;
  });
  assert.equal((await caller.call('acquireToken', { body: graph })).accessToken, forced.accessToken);
  const ofPartner = { partner: partnerOne, resource: 'partner-center', force: true };
  assert.equal((await caller.call('acquireToken', { body: ofPartner })).tenant, partnerOne);

  t.sandbox.control.moveClock(60_000);
  const later = await caller.call('acquireToken', { body: { ...graph, force: true } });
  assert.notEqual(later.accessToken, forced.accessToken);
});

test('one new token serves all who force it at once', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  t.sandbox.ledger.clear();
  const codes = await Promise.all(
    Array.from({ length: 50 }, () =>
      caller.call('acquireToken', { body: { ...graph, force: true } }).then(
        () => 'issued',
        (error: unknown) => (isConsentryError(error) ? error.code : String(error)),
      ),
    ),
  );
  assert.equal(t.tokenRequests(), 1);
  assert.deepEqual(
    codes.filter((code) => code !== 'force_limited'),
    ['issued'],
  );
});

test('names the scopes that v1 did not grant', async () => {
  await using t = await aBroker({ config: { entra: { endpoints: 'v1', responseType: 'code id_token' } } });
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  const { missingScopes, scopes } = await caller.call('acquireToken', {
    body: { ...graph, scopes: ['user.read.all', 'Group.ReadWrite.All'] },
  });
  assert.ok(scopes.includes('https://graph.microsoft.com/User.Read.All'));
  assert.deepEqual(missingScopes, ['https://graph.microsoft.com/Group.ReadWrite.All']);
});
