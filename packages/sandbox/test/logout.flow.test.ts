import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { PARTNER_CENTER_SCOPE, REDIRECT_URI, anAccount, createExampleClient } from './example-client.ts';
import type { ExampleClient } from './example-client.ts';

const HOME = DEFAULT_TENANTS.partnerOne;

function logoutUrl(
  client: ExampleClient,
  query: Record<string, string> = {},
  path = 'oauth2/v2.0/logout',
): string {
  const url = new URL(`${client.sandbox.origins.login}/${HOME}/${path}`);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

test('signs the browser out, and the refresh token stays alive', async () => {
  for (const path of ['oauth2/logout', 'oauth2/v2.0/logout']) {
    const client = await createExampleClient();
    const refreshToken = await client.connect(anAccount('service'));
    assert.match(
      (await client.person.open(logoutUrl(client, {}, path))).text,
      /You signed out of your account/,
    );
    const page = await client.person.open(client.authorizeUrl());
    assert.equal(page.forms[0]?.fields[1]?.name, 'login');
    assert.equal((await client.refresh(refreshToken, PARTNER_CENTER_SCOPE, HOME)).status, 200);
  }
});

test('goes back to an application that was signed in to, with the state', async () => {
  const client = await createExampleClient();
  await client.consent(anAccount('service'));
  const query = { post_logout_redirect_uri: REDIRECT_URI, state: 'the-state' };
  const page = await client.person.open(logoutUrl(client, query));
  assert.equal(page.url, `${REDIRECT_URI}?state=the-state`);
});

test('goes back to an application that is named by client_id or id_token_hint, without any session', async () => {
  const client = await createExampleClient();
  const { clientId } = DEFAULT_APPLICATION;
  const payload = Buffer.from(JSON.stringify({ aud: clientId })).toString('base64url');
  for (const named of [{ client_id: clientId }, { id_token_hint: `e30.${payload}.` }]) {
    const page = await client.person.open(
      logoutUrl(client, { post_logout_redirect_uri: REDIRECT_URI, ...named }),
    );
    assert.equal(page.url, REDIRECT_URI);
  }
});

test('is no open redirect: what nobody registered, or nobody signed in to, is not followed', async () => {
  const client = await createExampleClient();
  const stay = async (query: Record<string, string>): Promise<void> => {
    const page = await client.person.open(logoutUrl(client, query));
    assert.equal(new URL(page.url).origin, client.sandbox.origins.login);
    assert.match(page.text, /You signed out/);
  };
  await stay({ post_logout_redirect_uri: REDIRECT_URI });
  await client.consent(anAccount('service'));
  await stay({ post_logout_redirect_uri: 'https://evil.example/' });
  await stay({ post_logout_redirect_uri: REDIRECT_URI, id_token_hint: 'no token' });
});

test('takes the form of a sign-out by POST, and shows AADSTS90002 for an unknown tenant', async () => {
  const client = await createExampleClient();
  const body = new URLSearchParams({
    client_id: DEFAULT_APPLICATION.clientId,
    post_logout_redirect_uri: REDIRECT_URI,
  });
  const response = await client.send(new Request(logoutUrl(client), { method: 'POST', body }));
  assert.equal(response.headers.get('location'), REDIRECT_URI);
  const unknown = `${client.sandbox.origins.login}/unknown.example/oauth2/v2.0/logout`;
  assert.match((await client.person.open(unknown)).text, /AADSTS90002:/);
});
