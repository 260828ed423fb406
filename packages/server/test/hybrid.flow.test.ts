import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne } from './a-broker.ts';
import { aCallbackForm } from './a-callback.ts';

const entra = { endpoints: 'v2', responseType: 'code id_token' } as const;

test('connects by a code with an id_token beside it, which it asked for with a nonce and PKCE', async () => {
  await using t = await aBroker({ config: { entra } });
  const who = t.person();
  const signIn = new URL((await who.submit(await who.open(await t.invite()))).url);
  assert.equal(signIn.searchParams.get('response_type'), 'code id_token');
  assert.equal(signIn.searchParams.get('response_mode'), 'form_post');
  assert.ok(signIn.searchParams.get('nonce'));
  assert.equal(signIn.searchParams.get('code_challenge_method'), 'S256');

  const { page, person } = await aCallbackForm(t);
  const names = page.forms[0]?.fields.map(({ name }) => name);
  assert.ok(names?.includes('code') && names.includes('id_token'));
  assert.equal((await person.submit(page)).status, 200);
  const [grant] = (await t.operator.call('listGrants', {})).items;
  assert.equal(grant?.subject, t.user('service').objectId);
  assert.equal(t.tokenRequests(), 1);
});

test('gives tokens for a customer after a hybrid consent', async () => {
  await using t = await aBroker({ config: { entra } });
  await t.aConnectedPartner();
  const token = await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  assert.equal(token.tenant, customerA);
});

test('takes the account that an invitation names by the id_token beside the code', async () => {
  await using t = await aBroker({ config: { entra } });
  const page = await t.connect(await t.invite({ accountId: t.user('service').objectId }));
  assert.equal(page.status, 200, page.text);
});

test('still refuses a sign-in without MFA, by its access token', async () => {
  await using t = await aBroker({ config: { entra } });
  const page = await t.connect(await t.invite(), t.user('no-mfa'));
  assert.match(page.html, /<code>mfa_missing<\/code>/);
  assert.deepEqual((await t.operator.call('listGrants', {})).items, []);
});
