import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import type { Page } from '../src/person/index.ts';
import { anAccount, claimsOf, createExampleClient, readAnswer } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const SERVICE = 'service@partner-one.example';
const ADMIN = 'admin@partner-one.example';

/** A browser where the service account and the administrator are signed in. */
async function aBrowserOfTwo(): Promise<ExampleClient> {
  const client = await createExampleClient();
  for (const name of ['service', 'admin'] as const) {
    await client.consent(anAccount(name), { changes: { prompt: 'login' } });
  }
  return client;
}

function open(client: ExampleClient, changes: Record<string, string> = {}): Promise<Page> {
  return client.person.open(client.authorizeUrl(changes));
}

async function ownerOf(client: ExampleClient, page: Page): Promise<unknown> {
  const { code = '' } = readAnswer(await client.person.submit(page));
  const { body } = await client.redeem(code);
  return claimsOf(body['id_token'])['preferred_username'];
}

test('asks which account it shall be where a browser holds several', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client);
  assert.match(page.text, /Pick an account/);
  assert.match(page.text, new RegExp(`${SERVICE}.*${ADMIN}.*Use another account`));
});

test('signs in with the account that was picked, without a password', async () => {
  const client = await aBrowserOfTwo();
  const { person, sandbox } = client;
  const before = sandbox.ledger.signIns().length;
  const page = await signIn(person, await open(client), anAccount('admin'), { stopBeforeCallback: true });
  assert.equal(await ownerOf(client, page), ADMIN);
  assert.equal(sandbox.ledger.signIns().length, before);
});

test('selects the account that login_hint names, in any case of letters, without asking', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client, { login_hint: SERVICE.toUpperCase(), domain_hint: 'organizations' });
  assert.equal(await ownerOf(client, page), SERVICE);
});

test('shows the accounts of the browser for prompt=select_account, also a single one', async () => {
  const client = await createExampleClient();
  assert.equal((await open(client, { prompt: 'select_account' })).forms[0]?.fields[1]?.name, 'login');
  await client.consent(anAccount('service'));
  const page = await open(client, { prompt: 'select_account' });
  assert.match(page.text, new RegExp(`Pick an account.*${SERVICE}`));
});

test('goes on to the address where another account is wanted', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client);
  const next = await client.person.submit(page, {}, { button: 'Use another account' });
  assert.equal(next.forms[0]?.fields[1]?.name, 'login');
});

test('takes nobody over who is not signed in to this browser', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client);
  const stranger = client.sandbox.world.users.find(
    (user) => user.userPrincipalName === 'no-mfa@partner-one.example',
  );
  const forged = { account: stranger?.objectId ?? '' };
  const next = await client.person.submit({ ...page, forms: withoutButtons(page) }, forged);
  assert.equal(next.forms[0]?.fields[1]?.name, 'login');
});

function withoutButtons({ forms }: Page): Page['forms'] {
  return forms.map((form) => ({ ...form, buttons: [] }));
}

test('picks nobody where the application wants a new sign-in', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client, { prompt: 'login' });
  const [form] = page.forms;
  const picker = form && { ...form, action: `${form.action}/account`, buttons: [] };
  const admin = client.sandbox.world.users.find((user) => user.userPrincipalName === ADMIN);
  const forms = picker === undefined ? [] : [picker];
  const next = await client.person.submit({ ...page, forms }, { account: admin?.objectId ?? '' });
  assert.equal(next.forms[0]?.fields[1]?.name, 'login');
});

test('refuses a picked account that has no business in the tenant with AADSTS50020', async () => {
  const client = await aBrowserOfTwo();
  const { person, sandbox } = client;
  const page = await person.open(client.authorizeUrl({}, DEFAULT_TENANTS.partnerTwo));
  const end = await signIn(person, page, anAccount('service'), { now: sandbox.clock.now });
  assert.match(end.text, /AADSTS50020:/);
});

test('redirects AADSTS16000 for a silent request that several accounts could answer', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client, { prompt: 'none', response_mode: 'query' });
  const query = new URL(page.url).searchParams;
  assert.equal(query.get('error'), 'interaction_required');
  assert.match(query.get('error_description') ?? '', /^AADSTS16000:/);
  const hinted = await open(client, { prompt: 'none', response_mode: 'query', login_hint: ADMIN });
  assert.ok(new URL(hinted.url).searchParams.get('code'));
});

test('redirects AADSTS50058 for a silent request of an account that is not signed in', async () => {
  const client = await aBrowserOfTwo();
  const page = await open(client, {
    prompt: 'none',
    response_mode: 'query',
    login_hint: 'no-mfa@partner-one.example',
  });
  assert.match(new URL(page.url).searchParams.get('error_description') ?? '', /^AADSTS50058:/);
});

test('leaves out an account whose sessions were revoked', async () => {
  const client = await aBrowserOfTwo();
  for (const user of client.sandbox.world.users) {
    if (user.userPrincipalName === ADMIN) user.sessionsRevokedAt = client.sandbox.clock.now();
  }
  assert.equal(await ownerOf(client, await open(client)), SERVICE);
});
