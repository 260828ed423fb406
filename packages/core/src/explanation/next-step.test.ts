import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { clientId, customer, partner } from '../../test/builders.ts';
import { clouds } from '../entra/clouds.ts';
import { ConsentryError, type ErrorCode, errorTable, type Facts } from '../errors.ts';
import { type RefusalContext, withNextStep } from './next-step.ts';

const approveRedirectUri = 'https://consentry.example/consent/approved';

function stepAfter(code: ErrorCode, facts: Facts, change: Partial<RefusalContext> = {}): ConsentryError {
  return withNextStep(new ConsentryError(code, { facts, retryAfterMs: 7 }), {
    cloud: clouds.public,
    application: clientId,
    approveRedirectUri,
    partner,
    grant: aGrantId(),
    scopes: ['https://graph.microsoft.com/User.Read.All'],
    ...change,
  });
}

for (const aadsts of [65001, 90094, 90095, 90099, 700016, 7000229]) {
  test(`gives the link by which a customer’s administrator consents after ${aadsts}`, () => {
    const { facts, remedy, code } = stepAfter('tenant_setup', { tenant: customer, aadsts });
    assert.equal(code, 'tenant_setup');
    const url = new URL(String(facts['consentUrl']));
    assert.equal(
      `${url.origin}${url.pathname}`,
      `https://login.microsoftonline.com/${customer}/v2.0/adminconsent`,
    );
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: clientId,
      redirect_uri: approveRedirectUri,
      scope: 'https://graph.microsoft.com/.default',
    });
    assert.match(remedy, /applicationconsents/);
    assert.equal(facts['link'], `https://login.microsoftonline.com/error?code=${aadsts}`);
  });
}

test('gives the link where consent_required came without a number', () => {
  for (const facts of [{ error: 'consent_required' }, { suberror: 'consent_required' }]) {
    assert.ok(stepAfter('tenant_setup', { tenant: customer, ...facts }).facts['consentUrl']);
  }
});

test('keeps the double slash of a resource that ends in one', () => {
  const scopes = ['https://api.example//.default'];
  const { facts } = stepAfter('tenant_setup', { tenant: customer, aadsts: 65001 }, { scopes });
  assert.equal(
    new URL(String(facts['consentUrl'])).searchParams.get('scope'),
    'https://api.example//.default',
  );
});

test('sends the partner’s own administrator to an approval', () => {
  const { facts, remedy } = stepAfter('tenant_setup', { tenant: partner, aadsts: 65001 });
  assert.equal(facts['consentUrl'], undefined);
  assert.equal(facts['actor'], 'partner administrator');
  assert.match(remedy, new RegExp(`consentry invite --approve --partner ${partner}$`));
});

test('gives no link where consent is not what is missing, or the tenant is not known', () => {
  for (const facts of [
    { tenant: customer, aadsts: 50020 },
    { aadsts: 65001 },
    { tenant: 'x', aadsts: 65001 },
  ]) {
    assert.equal(stepAfter('tenant_setup', facts).facts['consentUrl'], undefined);
  }
  const noScopes = stepAfter('tenant_setup', { tenant: customer, aadsts: 65001 }, { scopes: undefined });
  assert.equal(noScopes.facts['consentUrl'], undefined);
});

test('says who must act as the number says it, where it is more precise than the code', () => {
  const missingRoles = stepAfter('tenant_setup', { tenant: customer, aadsts: 50020 });
  assert.equal(missingRoles.facts['actor'], 'partner administrator');
});

test('says of every refusal of a tenant which application and which API it is about', () => {
  const { facts } = stepAfter('ca_blocked', { tenant: customer, aadsts: 53003 });
  assert.deepEqual(
    [facts['tenant'], facts['application'], facts['resource'], facts['actor']],
    [customer, clientId, 'https://graph.microsoft.com', 'customer administrator'],
  );
});

test('names the command for a new consent, and whether the link carries a challenge', () => {
  const plain = stepAfter('consent_needed', { aadsts: 50173 });
  assert.ok(plain.remedy.endsWith(`consentry invite --for-grant ${aGrantId()}`));
  const challenged = stepAfter('step_up_needed', { aadsts: 50076, claims: '{}' });
  assert.match(challenged.remedy, /the link carries the challenge/);
  assert.equal(challenged.facts['grant'], aGrantId());
});

test('leaves a refusal without grant as it is', () => {
  const { remedy } = stepAfter('consent_needed', {}, { grant: undefined });
  assert.equal(remedy, errorTable.consent_needed.remedy);
});

test('keeps code, message, facts and waiting time of every refusal', () => {
  for (const code of Object.keys(errorTable) as ErrorCode[]) {
    const { message, facts, retryAfterMs, entry } = stepAfter(code, { traceId: 'a' });
    assert.equal(message, errorTable[code].message);
    assert.equal(facts['traceId'], 'a');
    assert.equal(retryAfterMs, 7);
    assert.equal(entry, errorTable[code]);
  }
});
