import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerA, partnerOne } from './a-broker.ts';
import { aDashboard, dashboardUrl, type DashboardPage, type TestDashboard } from './a-dashboard.ts';

const unknown = 'ffffffff-9999-4999-8999-999999999999';
const partnerPath = `/dashboard/partners/${partnerOne}`;

/** A partner that has connected, and was given a name. */
async function withPartner(d: TestDashboard): Promise<string> {
  await d.t.connect(await d.t.invite({ partnerName: 'Contoso Partners' }));
  const { items } = await d.t.operator.call('listGrants', {});
  return items[0]?.id ?? assert.fail('there is no grant');
}

const has = (page: DashboardPage, ...texts: readonly (string | RegExp)[]): void => {
  for (const text of texts) {
    const found = typeof text === 'string' ? page.text.includes(text) : text.test(page.text);
    assert.ok(found, `${String(text)} is not in: ${page.text}`);
  }
};

test('the overview says how to begin where there is nothing, and what was not looked at is not shown as nothing', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const empty = await browser.open('/dashboard');
  has(empty, 'No partner is known yet', 'Invite the first partner', 'has not looked yet for what ends');
  has(empty, 'No grant to prove it of', 'Nothing was refused since');
  assert.doesNotMatch(empty.text, /Nothing that has a date ends/);
  has(await browser.open('/dashboard/partners'), 'No partner is known yet. Invite one.');

  await withPartner(d);
  await d.t.broker.app.expiryWatch.look();
  const full = await browser.open('/dashboard');
  has(full, '100 %', 'Not used for 90 days', 'Contoso Partners', /As this broker saw it/);
  const caller = await d.t.aCaller();
  await caller.call('acquireToken', {
    body: { partner: partnerOne, customer: customerA, resource: 'graph' },
  });
  has(await browser.open('/dashboard'), /1 token since/);
});

test('partners are listed, searched and filtered, and a search without a hit is told from a store without partners', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const browser = await d.signedIn('viewer');
  has(
    await browser.open('/dashboard/partners'),
    'Contoso Partners',
    'Healthy',
    'Confirmed',
    'Not looked at yet',
    'No report',
  );
  has(await browser.open('/dashboard/partners?begins=CONT&state='), 'Contoso Partners');
  const none = await browser.open('/dashboard/partners?begins=fabrikam');
  has(none, 'No partner is like that', 'Show all');
  assert.equal((await browser.open('/dashboard/partners?state=wrong')).status, 400);
  assert.equal((await browser.open('/dashboard/partners?after=x')).status, 400);
});

test('a partner is shown with evidence, ends, what could not be read, and its timeline', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const browser = await d.signedIn('viewer');
  const page = await browser.open(partnerPath);
  has(page, 'Grant of service@partner-one.example', 'methods of the sign-in: pwd, mfa', 'Not seen yet');
  has(
    page,
    'Not everything could be read',
    'GDAP relationships with customers',
    'grant.sealed',
    'The list was never read whole',
  );
  assert.match(page.html, /<caption>Ends of the grants<\/caption>/);
  assert.match(page.html, /<th scope="row">/);
  const missing = await browser.open(`/dashboard/partners/${unknown}`);
  assert.equal(missing.status, 404);
  has(missing, 'This partner is not known');
});

test('the page of a partner stands where the audit cannot be read, and says so', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const browser = await d.signedIn('viewer');
  const page = await browser.open(`${partnerPath}?after=nonsense`);
  assert.equal(page.status, 200);
  has(page, 'The audit could not be read', 'Grant of service@partner-one.example');
});

test('names from outside are letters, never markup, and what turns text is written out', async () => {
  await using d = await aDashboard({
    world(world) {
      for (const tenant of world.tenants)
        if (tenant.id === customerA) tenant.name = '<img src=x onerror=alert(1)>\u202e"\'';
    },
  });
  await d.t.connect(await d.t.invite({ partnerName: '"><script>alert(1)</script>' }));
  const browser = await d.signedIn('operator');
  await d.t.operator.call('readCustomers', { params: { partner: partnerOne } });
  for (const path of [
    '',
    '/partners',
    `/partners/${partnerOne}`,
    `/partners/${partnerOne}/customers`,
    `/partners/${partnerOne}/customers/${customerA}`,
    '/invitations',
    `/stop/${partnerOne}`,
  ]) {
    const { html, status } = await browser.open(`/dashboard${path}`);
    assert.equal(status, 200, path);
    assert.ok(!html.includes('<script>alert') && !html.includes('<img') && !html.includes('\u202e'), path);
  }
  has(
    await browser.open(`/dashboard/partners/${partnerOne}/customers`),
    '<img src=x onerror=alert(1)>\\u202e',
  );
});

test('customers are read at Partner Center by a button, and shown with the matrix and what was not looked at', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const browser = await d.signedIn('operator');
  const path = `${partnerPath}/customers`;
  const before = await browser.open(path);
  has(before, 'The list of customers was never read whole', 'No customer is known yet');
  const after = await browser.send(before, `${path}/read`);
  assert.equal(after.path.split('?')[0], path);
  has(after, 'The customers were read', 'Not looked at', 'Not asked');
  assert.match(after.html, /<th scope="col">Defender<\/th>/);
  const customer = await browser.open(`${path}/${customerA}`);
  has(customer, 'No sweep of the task token-reach has looked', 'It was in no sweep', 'No administrator');
  has(await browser.open(`${path}?lost=true`), 'No customer is like that');
  assert.equal((await browser.open(`${path}/${unknown}`)).status, 404);
  const refused = await browser.send(after, `${path}/read`, { more: 'fields' });
  assert.equal(refused.status, 400);
});

test('a stop asks for a reason, says what is left, and is lifted by an administrator alone', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const operator = await d.signedIn('operator');
  const stopPath = `/dashboard/stop/${partnerOne}`;
  const asked = await operator.open(stopPath);
  has(asked, 'Stop Contoso Partners', 'Nothing is lost');
  const stopped = await operator.send(asked, stopPath, { reason: 'a stolen laptop' });
  has(stopped, 'It is stopped', 'What is left');
  const page = await operator.open(partnerPath);
  has(page, 'This partner is stopped', 'a stolen laptop');
  const liftPath = `/dashboard/lift/${partnerOne}`;
  assert.doesNotMatch(page.html, /\/dashboard\/lift\//);
  assert.equal((await operator.open(liftPath)).status, 403);
  const admin = await d.signedIn('admin');
  has(await admin.open('/dashboard'), '1 partner is stopped');
  const lifted = await admin.send(await admin.open(liftPath), liftPath);
  has(lifted, 'tokens are handed out again');
  assert.deepEqual((await d.t.operator.call('listStops', {})).items, []);

  const everything = '/dashboard/stop/everything';
  await operator.send(await operator.open(everything), everything);
  has(await admin.open(partnerPath), 'Everything is stopped');
  has(await admin.open('/dashboard'), 'Everything is stopped', 'Let everything go on');
  const all = '/dashboard/lift/everything';
  has(await admin.send(await admin.open(all), all), 'Overview');
});

for (const [slug, title, state] of [
  ['revoke', 'The grant was taken back', 'revoked'],
  ['purge', 'The grant was purged', 'revoked'],
  ['sign-out', 'The account was signed out', 'revoked'],
] as const) {
  test(`an administrator confirms before a grant meets ${slug}, and reads what is left`, async () => {
    await using d = await aDashboard({
      world: (world) => {
        for (const { tenantId, resource, scopes } of world.consents)
          if (tenantId === partnerOne && resource === 'https://graph.microsoft.com')
            scopes.push('User.RevokeSessions.All');
        for (const { resource, scopes } of world.applications.flatMap(({ requiredScopes }) => requiredScopes))
          if (resource === 'https://graph.microsoft.com') scopes.push('User.RevokeSessions.All');
      },
    });
    const grant = await withPartner(d);
    const path = `${partnerPath}/grants/${grant}/${slug}`;
    const admin = await d.signedIn('admin');
    const asked = await admin.open(path);
    has(asked, 'Grant of service@partner-one.example', 'Leave it as it is');
    assert.equal(
      (await d.t.operator.call('listGrants', {})).items[0]?.state,
      'healthy',
      'opening changes nothing',
    );
    has(await admin.send(asked, path), title);
    assert.equal((await d.t.operator.call('listGrants', {})).items[0]?.state, state);
    // Whoever signed in long ago is asked to sign in again, and nothing is done.
    d.t.sandbox.control.moveClock(11 * 60_000);
    has(await admin.open(path), 'Sign in again');
  });
}

test('a held grant is put to the proof by an operator; what is refused is said', async () => {
  await using d = await aDashboard();
  const grant = await withPartner(d);
  const browser = await d.signedIn('operator');
  const path = `${partnerPath}/grants/${grant}/check`;
  assert.ok(!(await browser.open(partnerPath)).html.includes(path), 'only what is held is offered');
  const page = await browser.open(partnerPath);
  const proof = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const post = (at: string) =>
    browser.request(at, {
      method: 'POST',
      headers: { origin: dashboardUrl },
      body: new URLSearchParams({ form: proof }),
    });
  const refused = await post(path);
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /grant_not_held/);
  const row = await d.t.broker.store.grants.find(grant as never);
  assert.ok(row);
  await d.t.broker.store.grants.changeState(row, {
    state: 'held',
    reason: 'restored',
    since: d.t.sandbox.clock.now(),
    evidence: {},
  });
  const held = await browser.open(partnerPath);
  has(held, 'Held', 'Put it to the proof');
  has(await browser.send(held, path), 'The grant passed the proof', 'Healthy');
});

test('Microsoft is asked again for what ends, by a button', async () => {
  await using d = await aDashboard();
  await withPartner(d);
  const browser = await d.signedIn('operator');
  const path = `${partnerPath}/forecast`;
  const page = await browser.open(partnerPath);
  has(page, 'incomplete');
  has(await browser.send(page, path), 'Microsoft was asked again', 'api_forbidden');
});
