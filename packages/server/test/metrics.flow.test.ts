import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { readApplicationId, Secret } from '@consentry/core';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { aCertificate } from '../../core/test/a-certificate.ts';
import { metricTable } from '../src/index.ts';
import { aBroker, customerA, customerC, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';

const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const dayMs = 24 * 60 * 60 * 1000;

/** The value of one series; undefined where it is not told. */
async function read(t: TestBroker, series: string): Promise<number | undefined> {
  const text = await t.broker.observer.metrics.read();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const redeemed = 'consentry_token_endpoint_requests_total{grant_type="refresh_token",outcome="ok"}';

for (const kind of ['sqlite', 'postgres'] as const) {
  test(`counts tokens by API and cache, redemptions, queries, commits and the vault, on ${kind}`, async () => {
    await using broker = await aBrokerOn(kind);
    const { t } = broker;
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    for (let time = 0; time < 3; time++) await caller.call('acquireToken', { body: graph });
    assert.equal(await read(t, 'consentry_tokens_issued_total{resource="graph",cached="false"}'), 1);
    assert.equal(await read(t, 'consentry_tokens_issued_total{resource="graph",cached="true"}'), 2);
    assert.equal(await read(t, redeemed), 1);
    assert.equal(await read(t, 'consentry_http_requests_total{operation="acquireToken",status="2xx"}'), 3);
    assert.equal(await read(t, 'consentry_http_request_duration_seconds_count{operation="acquireToken"}'), 3);
    assert.equal(await read(t, 'consentry_vault_operations_total{operation="get",outcome="ok"}'), 1);
    assert.equal(await read(t, 'consentry_audit_events_total{type="token.issued",outcome="recorded"}'), 3);
    const events = await read(t, 'consentry_audit_group_size_sum');
    assert.equal(events, (await t.events()).length);
    assert.ok(((await read(t, 'consentry_store_queries_total{outcome="ok"}')) ?? 0) > 10);
    assert.equal(await read(t, 'consentry_grants{state="healthy"}'), 1);
    assert.equal(await read(t, 'consentry_grants{state="held"}'), 0);
  });
}

test('counts a refusal by its code and its reach, and by operation', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller({ resources: ['partner-center'] });
  await assert.rejects(caller.call('acquireToken', { body: graph }));
  assert.equal(await read(t, 'consentry_tokens_refused_total{code="policy_denied",class="caller"}'), 1);
  const refusals =
    'consentry_http_refusals_total{operation="acquireToken",code="policy_denied",class="caller"}';
  assert.equal(await read(t, refusals), 1);
  assert.equal(await read(t, 'consentry_http_requests_total{operation="acquireToken",status="4xx"}'), 1);
});

test('counts what the token endpoint refuses by the code of the error, once for each request', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  t.sandbox.control.playFault({
    service: 'login',
    grantType: 'refresh_token',
    times: 'always',
    fault: { kind: 'aadsts', code: 7000215 },
  });
  const before = t.tokenRequests();
  await assert.rejects(caller.call('acquireToken', { body: graph }));
  const refused =
    'consentry_token_endpoint_requests_total{grant_type="refresh_token",outcome="client_credential"}';
  assert.equal(await read(t, refused), t.tokenRequests() - before);
});

test('counts those who waited for the redemption of another', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await Promise.all(Array.from({ length: 20 }, () => caller.call('acquireToken', { body: graph })));
  assert.equal(await read(t, redeemed), 1);
  assert.equal(await read(t, 'consentry_redemptions_coalesced_total'), 19);
});

test('says when the first refresh token is forgotten, and what keep-alive did for it', async () => {
  await using t = await aBroker();
  const series = 'consentry_grant_expiry_seconds{cause="inactivity"}';
  await t.broker.app.expiryWatch.look();
  assert.equal(await read(t, series), undefined);
  await t.aConnectedPartner();
  const days = async () => {
    await t.broker.app.expiryWatch.look();
    return Math.round(((await read(t, series)) ?? 0) / 86_400);
  };
  assert.equal(await days(), 90);
  // What is redeemed is not forgotten.
  const fault = t.sandbox.control.playFault({
    service: 'login',
    path: '/*/oauth2/*token',
    times: 'always',
    fault: { kind: 'answer', status: 503 },
  });
  t.sandbox.control.moveClock(41 * dayMs);
  assert.equal(await days(), 49);
  fault.remove();
  t.sandbox.control.moveClock(60 * 60_000);
  await t.broker.app.tokens.keepAlive(60);
  assert.equal(await read(t, 'consentry_keep_alive_exercises_total{outcome="exercised"}'), 1);
  assert.equal(await read(t, 'consentry_successors_total{outcome="stored"}'), 1);
  assert.equal(await days(), 90);
});

test('says how old the signing keys are, and how often they were fetched', async () => {
  await using t = await aBroker();
  assert.equal(await read(t, 'consentry_signing_keys_age_seconds'), undefined);
  await t.broker.app.signingKeys.refresh();
  const age = async () => Math.floor(((await read(t, 'consentry_signing_keys_age_seconds')) ?? -1) / 60);
  assert.equal(await age(), 0);
  t.sandbox.control.moveClock(60_000);
  assert.equal(await age(), 1);
  assert.equal(await read(t, 'consentry_signing_keys_fetches_total{outcome="ok"}'), 1);
});

test('says when the client secret ends, where that was told', async () => {
  const series = 'consentry_credential_expiry_seconds{credential="application.secretFile"}';
  const application = {
    id: readApplicationId(DEFAULT_APPLICATION.clientId),
    name: 'Example Integration',
    kind: 'partner' as const,
    credential: { kind: 'secret', secret: Secret.of(DEFAULT_APPLICATION.secret) } as const,
  };
  await using t = await aBroker({ config: { application } });
  assert.equal(await read(t, series), undefined);
  const credential = { ...application.credential, expiresAt: t.sandbox.clock.now() + 10 * dayMs };
  await t.restart({ application: { ...application, credential } });
  assert.equal(Math.round(((await read(t, series)) ?? 0) / 86_400), 10);
});

test('says when the certificate ends, which nobody has to tell', async () => {
  const { certificate, privateKey } = await aCertificate();
  const credential = { kind: 'certificate', certificate, privateKey: Secret.of(privateKey) } as const;
  await using t = await aBroker({ credential, certificate });
  const seconds = await read(
    t,
    'consentry_credential_expiry_seconds{credential="application.certificateFile"}',
  );
  const endsAt = new X509Certificate(certificate).validToDate.getTime();
  assert.ok(Math.abs((seconds ?? 0) - (endsAt - t.sandbox.clock.now()) / 1000) < 60);
});

test('no id of a tenant, a caller, a grant, a person or a request is in the metrics', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const caller = await t.aCaller();
  await caller.call('acquireToken', { body: graph });
  for (const body of [
    { ...graph, partner: partnerTwo },
    { ...graph, customer: customerC },
  ]) {
    await assert.rejects(caller.call('acquireToken', { body }));
  }
  const text = await t.broker.observer.metrics.read();
  assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i);
  assert.doesNotMatch(text, /\b(gra|cal|inv)_|@|\.example|192\.0\.2\./);
});

test('every series is of the table', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  const types = (await t.broker.observer.metrics.read()).matchAll(/^# TYPE (\S+) /gm);
  const names = Array.from(types, ([, name = '']) => name);
  assert.deepEqual(names.toSorted(), Object.keys(metricTable).toSorted());
});
