import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker } from './a-broker.ts';
import { aCallbackForm, assertRefused, callback, post } from './a-callback.ts';
import { forgeries, ofAnotherTenant } from './id-token-forgeries.ts';

test('refuses an unknown state without asking the token endpoint', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  const answer = await person.submit(page, { state: 'A'.repeat(43) });
  await assertRefused(t, answer, 'state_unknown', 400);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses a state that stands twice without asking the token endpoint', async () => {
  await using t = await aBroker();
  const { page } = await aCallbackForm(t);
  const state = page.forms[0]?.fields.find(({ name }) => name === 'state')?.value ?? '';
  await assertRefused(t, await post(t, `state=${state}&state=${state}&code=x`), 'state_unknown', 400);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses a state that was used, and redeems nothing for it', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  await person.submit(page, { error: 'access_denied' });
  const answer = await person.submit(page);
  assert.match(answer.html, /<code>state_used<\/code>/);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses the back button after a grant was sealed, and keeps the grant', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  assert.equal((await person.submit(page)).status, 200);
  assert.match((await person.submit(page)).html, /<code>state_used<\/code>/);
  assert.equal(t.tokenRequests(), 1);
  assert.equal((await t.operator.call('listGrants', {})).items.length, 1);
});

test('refuses an answer in another browser than the one that pressed the button', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  await assertRefused(t, await t.person().submit(page), 'browser_mismatch', 403);
  assert.equal(t.tokenRequests(), 0);
  // The right browser still has its turn.
  assert.equal((await person.submit(page)).status, 200);
});

test('refuses an answer in a browser that pressed the button of another invitation', async () => {
  await using t = await aBroker();
  const { page } = await aCallbackForm(t);
  const other = await aCallbackForm(t);
  const answer = await other.person.submit(page);
  assert.match(answer.html, /<code>browser_mismatch<\/code>/);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses an answer that comes too late, and says so', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  t.sandbox.control.moveClock(61 * 60 * 1000);
  await assertRefused(t, await person.submit(page), 'state_expired', 400);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses GET instead of POST', async () => {
  await using t = await aBroker();
  const answer = await t.person().open(`${callback}?code=x&state=y`);
  await assertRefused(t, answer, 'method_not_allowed', 405);
  assert.equal(answer.headers.get('allow'), 'POST');
  assert.equal(t.tokenRequests(), 0);
});

test('refuses a body over 64 KB', async () => {
  await using t = await aBroker();
  await assertRefused(t, await post(t, `state=${'x'.repeat(64 * 1024)}`), 'body_too_large', 413);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses a wrong content type', async () => {
  await using t = await aBroker();
  await assertRefused(
    t,
    await post(t, '{}', { 'content-type': 'application/json' }),
    'unsupported_media_type',
    415,
  );
  assert.equal(t.tokenRequests(), 0);
});

test('refuses error=access_denied', async () => {
  await using t = await aBroker();
  const answer = await t.connect(await t.invite(), t.user('service'), { decision: 'cancel' });
  await assertRefused(t, answer, 'consent_declined', 403);
  assert.match(answer.html, /AADSTS65004/);
  assert.equal(t.tokenRequests(), 0);
});

test('refuses an answer without a code', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  await assertRefused(t, await person.submit(page, { code: '' }), 'consent_failed', 400);
  assert.equal(t.tokenRequests(), 0);
});

for (const { what, reason, change } of forgeries) {
  test(`refuses an id_token with ${what}, after one request, and drops every token`, async () => {
    await using t = await aBroker();
    const { page, person } = await aCallbackForm(t);
    t.sandbox.control.forgeNextIdToken(change(t));
    const answer = await person.submit(page);
    assert.equal(await assertRefused(t, answer, 'id_token_invalid', 400), reason);
    assert.equal(t.tokenRequests(), 1);
  });
}

test('refuses a tenant other than the invited one', async () => {
  await using t = await aBroker();
  const { page, person } = await aCallbackForm(t);
  t.sandbox.control.forgeNextIdToken(ofAnotherTenant(t, { endpoints: 'v2', responseType: 'code' }));
  await assertRefused(t, await person.submit(page), 'wrong_tenant', 403);
  assert.equal(t.tokenRequests(), 1);
});

test('refuses an account other than the invited one', async () => {
  await using t = await aBroker();
  const invitation = await t.invite({ accountId: t.user('admin').objectId });
  await assertRefused(t, await t.connect(invitation), 'wrong_account', 403);
  assert.equal(t.tokenRequests(), 1);
});

test('refuses a sign-in without MFA', async () => {
  await using t = await aBroker();
  await assertRefused(t, await t.connect(await t.invite(), t.user('no-mfa')), 'mfa_missing', 403);
  assert.equal(t.tokenRequests(), 1);
});

test('refuses MFA that cannot be told', async () => {
  await using t = await aBroker();
  await assertRefused(t, await t.connect(await t.invite(), t.user('federated')), 'mfa_unknown', 403);
  assert.equal(t.tokenRequests(), 1);
});

test('asks Partner Center where the token is silent about MFA, and refuses what it refuses', async () => {
  await using t = await aBroker();
  const headers = { isMfaCompliant: 'false' };
  t.sandbox.control.failNext('partnerCenter', { status: 200, headers, body: '{"items":[]}' });
  await assertRefused(t, await t.connect(await t.invite(), t.user('federated')), 'mfa_missing', 403);
  assert.equal(t.tokenRequests(), 1);
});

test('accepts MFA that only Partner Center can tell', async () => {
  await using t = await aBroker();
  t.user('federated').amrClaim = 'partner-center-only';
  const page = await t.connect(await t.invite(), t.user('federated'));
  assert.equal(page.status, 200, page.text);
});

test('accepts MFA that cannot be told when an operator allowed it, and records that', async () => {
  await using t = await aBroker();
  const page = await t.connect(await t.invite({ acceptsUnknownMfa: true }), t.user('federated'));
  assert.equal(page.status, 200, page.text);
  const sealed = (await t.events()).find((event) => event.type === 'grant.sealed');
  assert.equal(sealed?.type === 'grant.sealed' && sealed.mfa, 'overridden');
});

test('refuses the button when it is pressed on another page', async () => {
  await using t = await aBroker();
  const response = await t.press(await t.invite(), 'https://attacker.example');
  await assertRefused(t, { status: response.status, html: await response.text() }, 'origin_refused', 403);
  assert.equal(response.headers.get('set-cookie'), null);
});

test('HEAD approves nothing, whatever it brings', async () => {
  await using t = await aBroker();
  const response = await t.send(
    new Request('http://localhost:44395/consent/approved?admin_consent=True&state=x', { method: 'HEAD' }),
  );
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'GET');
});

test('tells a body that breaks off from a fault of ours', async () => {
  await using t = await aBroker();
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
  const response = await t.send(
    new Request(callback, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    } as RequestInit),
  );
  assert.equal(response.status, 400);
  assert.match(await response.text(), /<code>invalid_request<\/code>/);
});

test('refuses a body that says beforehand that it is too large, without reading it', async () => {
  await using t = await aBroker();
  const answer = await post(t, 'state=x', { 'content-length': '99999999' });
  assert.equal(answer.status, 413);
});
