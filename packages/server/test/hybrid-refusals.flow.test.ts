import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dialect } from '@consentry/core';
import { aBroker, type TestBroker } from './a-broker.ts';
import { aCallbackForm, assertRefused } from './a-callback.ts';
import { codeForgeries, forgeries, ofAnotherTenant } from './id-token-forgeries.ts';

const dialects: readonly Dialect[] = [
  { endpoints: 'v2', responseType: 'code id_token' },
  { endpoints: 'v1', responseType: 'code id_token' },
];

/** Nothing was redeemed, the sign-in is used up, and the one record of it names the reason. */
async function assertDropped(
  t: TestBroker,
  { page, person }: Awaited<ReturnType<typeof aCallbackForm>>,
  reason: string,
  fields: Record<string, string> = {},
): Promise<void> {
  const answer = await person.submit(page, fields);
  assert.equal(await assertRefused(t, answer, 'id_token_invalid', 400), reason);
  assert.match((await person.submit(page, fields)).html, /<code>state_used<\/code>/);
  assert.equal(t.tokenRequests(), 0);
}

for (const entra of dialects) {
  const { endpoints } = entra;
  const aHybridBroker = (): Promise<TestBroker> => aBroker({ config: { entra } });

  for (const { what, reason, reasonAtV1, change } of [...forgeries, ...codeForgeries]) {
    test(`refuses a code that comes at ${endpoints} with an id_token with ${what}, and redeems nothing`, async () => {
      await using t = await aHybridBroker();
      t.sandbox.control.forgeNextIdToken(change(t));
      const expected = endpoints === 'v1' ? (reasonAtV1 ?? reason) : reason;
      await assertDropped(t, await aCallbackForm(t), expected);
    });
  }

  test(`refuses a code that comes at ${endpoints} without its id_token, and redeems nothing`, async () => {
    await using t = await aHybridBroker();
    await assertDropped(t, await aCallbackForm(t), 'missing', { id_token: '' });
  });

  test(`refuses a code at ${endpoints} that was put in the place of the one that came, and redeems nothing`, async () => {
    await using t = await aHybridBroker();
    const other = await aCallbackForm(t);
    const code = fieldOf(other, 'code');
    await assertDropped(t, await aCallbackForm(t), 'code_hash', { code });
  });

  test(`refuses code and id_token of another sign-in at ${endpoints}, and redeems nothing`, async () => {
    await using t = await aHybridBroker();
    const other = await aCallbackForm(t);
    const fields = { code: fieldOf(other, 'code'), id_token: fieldOf(other, 'id_token') };
    await assertDropped(t, await aCallbackForm(t), 'nonce', fields);
  });

  test(`refuses a tenant other than the invited one at ${endpoints}, and redeems nothing`, async () => {
    await using t = await aHybridBroker();
    t.sandbox.control.forgeNextIdToken(ofAnotherTenant(t, entra));
    const { page, person } = await aCallbackForm(t);
    await assertRefused(t, await person.submit(page), 'wrong_tenant', 403);
    assert.equal(t.tokenRequests(), 0);
  });

  test(`refuses an account other than the invited one at ${endpoints}, and redeems nothing`, async () => {
    await using t = await aHybridBroker();
    const invitation = await t.invite({ accountId: t.user('admin').objectId });
    await assertRefused(t, await t.connect(invitation), 'wrong_account', 403);
    assert.equal(t.tokenRequests(), 0);
  });

  test(`drops the tokens when the second id_token at ${endpoints} names another account`, async () => {
    for (const claims of [{ oid: '60000000-0000-4000-8000-000000000000' }, { sub: 'another' }]) {
      await using t = await aHybridBroker();
      const { page, person } = await aCallbackForm(t);
      t.sandbox.control.forgeNextIdToken({ claims });
      const answer = await person.submit(page);
      assert.equal(await assertRefused(t, answer, 'id_token_invalid', 400), 'other_account');
      assert.equal(t.tokenRequests(), 1);
    }
  });

  test(`says at ${endpoints} that the application may not get an id_token while its switch is off`, async () => {
    await using t = await aBroker({
      config: { entra },
      world: ({ applications }) => {
        for (const application of applications) application.idTokenIssuance = false;
      },
    });
    const person = t.person();
    const toSignIn = await person.submit(await person.open(await t.invite()));
    const page = await person.submit(toSignIn);
    await assertRefused(t, page, 'consent_failed', 400);
    assert.match(page.html, /AADSTS700054/);
    assert.equal(t.tokenRequests(), 0);
  });
}

test('drops the tokens when the second id_token at v2 is unsigned', async () => {
  await using t = await aBroker({ config: { entra: { endpoints: 'v2', responseType: 'code id_token' } } });
  const { page, person } = await aCallbackForm(t);
  t.sandbox.control.forgeNextIdToken({ signWith: 'none' });
  await assertRefused(t, await person.submit(page), 'id_token_invalid', 400);
});

function fieldOf({ page }: Awaited<ReturnType<typeof aCallbackForm>>, name: string): string {
  return page.forms[0]?.fields.find((field) => field.name === name)?.value ?? assert.fail(`no ${name}`);
}
