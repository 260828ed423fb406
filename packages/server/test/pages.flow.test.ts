import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aBroker, customerA, partnerOne } from './a-broker.ts';
import { aWatchedPerson, createSecrets, readEverything, refreshTokensOf } from './secrets-in-sight.ts';

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
  const response = await t.press(await t.invite(), 'http://localhost:44395');
  assert.equal(response.status, 200);
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
  const secrets = createSecrets();
  await using t = await aBroker({ watch: secrets.watchCloud });
  const { pages, urls, wayOut, person } = aWatchedPerson(t, secrets);
  const callback = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
  const [code = ''] = secrets.addFields(callback, ['code']);
  // A provider that repeats in its answer what it was sent.
  t.sandbox.control.failNext('login', {
    status: 500,
    body: JSON.stringify({ error: 'server_error', error_description: code, trace_id: code }),
  });
  assert.ok((await person.submit(callback)).status >= 500);

  const wrong = await t.connect(await t.invite(), t.user('service'), { person, stopBeforeCallback: true });
  secrets.addFields(wrong, ['code']);
  t.sandbox.control.forgeNextIdToken({ claims: { nonce: 'another' } });
  assert.equal((await person.submit(wrong)).status, 400);

  assert.equal((await t.connect(await t.invite(), t.user('service'), { person })).status, 200);
  const { accessToken } = await (await t.aCaller()).call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  secrets.add('access_token', accessToken);
  for (const token of await refreshTokensOf(t)) secrets.add('refresh_token', token);

  assert.deepEqual(
    secrets.kinds().toSorted(),
    [
      'access_token',
      'client_secret',
      'code',
      'code_verifier',
      'cookie',
      'id_token',
      'nonce',
      'refresh_token',
      'state',
    ],
    'there is something of each kind to look for',
  );
  assert.ok(
    t.logged.some((line) => line.includes('"stack"')),
    'an error was logged',
  );
  const places = {
    pages,
    urls,
    'the way to the provider': wayOut,
    log: t.logged,
    records: [JSON.stringify(await t.events())],
    files: await readEverything(t.folder),
  };
  for (const [place, texts] of Object.entries(places)) {
    assert.ok(texts.length > 0, `${place}: something was read`);
    for (const { kind, value } of secrets.all()) {
      // These two are meant for the provider, and come back from it.
      if (place === 'the way to the provider' && (kind === 'state' || kind === 'nonce')) continue;
      assert.ok(!texts.some((text) => text.includes(value)), `a ${kind} stands in ${place}`);
    }
  }
});
