import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne } from './a-broker.ts';

test('sends a strict content security policy that names the login origin, and runs no script', async () => {
  await using t = await aBroker();
  const invitation = await t.person().open(await t.invite());
  const connected = await t.connect(await t.invite());
  const refused = await t.person().open('http://localhost:44395/nowhere');

  for (const page of [invitation, connected, refused]) {
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, new RegExp(`form-action 'self' ${t.sandbox.origins.login}(;|$)`));
    assert.doesNotMatch(policy, /unsafe|script-src|\*/);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.doesNotMatch(page.html, /<script|javascript:|\son\w+=/i);
    assert.equal(page.headers.get('referrer-policy'), 'same-origin');
  }
});

test('escapes what an operator wrote into an invitation', async () => {
  await using t = await aBroker();
  const page = await t.person().open(await t.invite({ partnerName: '<img src=x onerror=alert(1)>' }));
  assert.doesNotMatch(page.html, /<img/);
  assert.match(page.html, /&lt;img/);
});

test('tells before the sign-in who asks for what, and what will be kept', async () => {
  await using t = await aBroker();
  const page = await t
    .person()
    .open(await t.invite({ partnerName: 'Example Partner One', account: 'service@partner-one.example' }));
  for (const words of [
    'Example Integration',
    'Example Partner One',
    partnerOne,
    'service@partner-one.example',
    'What will be kept',
    'second factor',
    'How to take it back',
    'login.sandbox.test',
  ]) {
    assert.ok(page.text.includes(words), words);
  }
});

test('sets a flow cookie that only this host gets, over a secure connection, and no script can read', async () => {
  await using t = await aBroker();
  const invitation = await t.invite();
  const response = await t.send(
    new Request(`${invitation}/start`, {
      method: 'POST',
      body: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:44395' },
    }),
  );
  assert.equal(response.status, 303);
  const cookie = response.headers.get('set-cookie') ?? '';
  for (const attribute of [
    /^__Host-/,
    /; Secure(;|$)/,
    /; HttpOnly(;|$)/,
    /; SameSite=None(;|$)/,
    /; Path=\/(;|$)/,
  ]) {
    assert.match(cookie, attribute);
  }
});

test('lets no token, code, secret or verifier out: not in a URL, log line, page, record or file', async () => {
  await using t = await aBroker();
  const seen: string[] = [];
  const secrets = new Set<string>(['example-integration-secret~1']);
  const person = t.person();
  const urls: string[] = [];
  const spying = {
    open: person.open,
    async submit(...args: Parameters<typeof person.submit>) {
      const page = await person.submit(...args);
      urls.push(page.url);
      for (const { name, value } of page.forms.flatMap(({ fields }) => fields)) {
        if (name === 'code' || name === 'state') secrets.add(value);
      }
      if (page.url.startsWith('http://localhost')) seen.push(page.html);
      return page;
    },
  };
  const result = await t.connect(await t.invite(), t.user('service'), { person: spying });
  assert.equal(result.status, 200);
  const { accessToken } = await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  secrets.add(accessToken);
  const refreshTokens = await refreshTokensOf(t);
  refreshTokens.forEach((token) => secrets.add(token));
  assert.ok(secrets.size >= 5, 'there is something to look for');

  const brokerUrls = urls.filter((url) => url.startsWith('http://localhost'));
  const stored = await readEverything(t.folder);
  const places = {
    pages: seen,
    urls: brokerUrls,
    log: [JSON.stringify(t.logged)],
    records: [JSON.stringify(t.events())],
    files: stored,
  };
  for (const [place, texts] of Object.entries(places)) {
    for (const secret of secrets) {
      assert.ok(!texts.some((text) => text.includes(secret)), `a secret stands in ${place}`);
    }
  }
});

/** The refresh token that is sealed, opened by the vault itself. */
async function refreshTokensOf(t: Awaited<ReturnType<typeof aBroker>>): Promise<string[]> {
  const grants = await t.broker.store.grants.listByPartner(partnerOne);
  return Promise.all(
    grants.map(async ({ secret, id, version }) =>
      (await t.broker.store.vault.get(secret, { grant: id, version })).reveal(),
    ),
  );
}

async function readEverything(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => (await readFile(file)).toString('latin1')));
}
