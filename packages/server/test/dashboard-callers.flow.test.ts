import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerA, partnerOne } from './a-broker.ts';
import { aDashboard, type DashboardBrowser, type TestDashboard } from './a-dashboard.ts';

const smallest = {
  name: 'reports',
  partners: partnerOne,
  resources: 'graph',
  scopes: 'User.Read.All',
  access: 'delegated',
  perMinute: '60',
};

async function add(browser: DashboardBrowser, fields: Record<string, string> = {}) {
  const page = await browser.open('/dashboard/add-caller');
  return browser.send(page, '/dashboard/add-caller', { ...smallest, ...fields });
}

async function onlyCaller(d: TestDashboard) {
  const { items } = await d.t.operator.call('listCallers', {});
  assert.equal(items.length, 1);
  return items[0] ?? assert.fail();
}

test('the key of a new caller is shown once, on the answer to the form, works, and is nowhere else', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const browser = await d.signedIn('admin');
  assert.match((await browser.open('/dashboard/callers')).text, /There is no caller yet/);
  const shown = await add(browser, { customers: customerA, scopes: '', scopesAll: 'yes' });
  const key = /<pre[^>]*><code>([^<]+)<\/code>/.exec(shown.html)?.[1] ?? assert.fail(shown.text);
  assert.equal(shown.path, '/dashboard/add-caller');
  assert.match(shown.headers.get('cache-control') ?? '', /no-store/);

  const body = { partner: partnerOne, customer: customerA, resource: 'graph' };
  const { tenant } = await d.t.remote(key).call('acquireToken', { body });
  assert.equal(tenant, customerA);
  const { id, policy } = await onlyCaller(d);
  assert.deepEqual(
    [policy.customers, policy.scopes, policy.access, policy.rate, policy.partnerTenant],
    [[customerA], 'all', ['delegated'], { perMinute: 60 }, false],
  );
  for (const path of ['callers', `callers/${id}`, 'audit', `callers/${id}/policy`])
    assert.ok(!(await browser.open(`/dashboard/${path}`)).html.includes(key), path);
  assert.ok(!d.t.logged.some((line) => line.includes(key)));
});

test('a form that is wrong does nothing, says what is wrong beside each field, and keeps what was filled in', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('admin');
  const wrong = {
    name: ' ',
    partners: 'contoso"><script>',
    perMinute: '0',
    calls: 'GET users',
    expiresOn: '2020-01-01',
    scopes: '',
    access: '',
  };
  const page = await add(browser, wrong);
  assert.match(page.text, /Nothing was done\. 7 fields need another look/);
  for (const field of ['name', 'partners', 'perMinute', 'calls', 'expiresOn', 'scopes'])
    assert.match(
      page.html,
      new RegExp(`aria-describedby="[^"]*problem-${field}"[^>]*aria-invalid="true"|id="problem-${field}"`),
      field,
    );
  assert.ok(page.html.includes('contoso&quot;&gt;&lt;script&gt;'));
  assert.deepEqual((await d.t.operator.call('listCallers', {})).items, []);
});

test('a policy is changed in the form that has it, whole, and a call that it allows is not lost', async () => {
  await using d = await aDashboard();
  await d.t.addKey({
    partnerTenant: true,
    calls: [{ resource: 'graph', methods: ['GET', 'POST'], paths: ['/v1.0/users'] }],
    access: ['delegated', 'app-only'],
  });
  const { id, policy } = await onlyCaller(d);
  const browser = await d.signedIn('admin');
  const path = `/dashboard/callers/${id}/policy`;
  const page = await browser.open(path);
  assert.match(page.html, /GET,POST graph:\/v1\.0\/users/);
  assert.match(page.text, /From the next request on/);
  const filled = filledIn(page.html);
  const same = await browser.send(page, path, filled);
  assert.match(same.text, /The policy was changed/);
  assert.deepEqual((await onlyCaller(d)).policy, policy);
  await browser.send(page, path, { ...filled, access: 'delegated', calls: '' });
  const changed = await onlyCaller(d);
  assert.deepEqual([changed.policy.access, changed.policy.calls], [['delegated'], []]);
});

/** The fields as the browser would send them. Boxes of one name come joined by a line break, as the reader of forms joins them. */
function filledIn(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(
    /<textarea [^>]*name="(\w+)"[^>]*>\n?([^<]*)<\/textarea>/g,
  ))
    fields[name] = value;
  for (const [, name = '', value = ''] of html.matchAll(
    /<input [^>]*name="(\w+)" type="(?:number|text|date)" value="([^"]*)"/g,
  ))
    fields[name] = value;
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="checkbox" name="(\w+)" value="([^"]*)" checked>/g,
  ))
    fields[name] = fields[name] === undefined ? value : `${fields[name]}\n${value}`;
  return fields;
}

test('keys are rotated: a second one, then the first is removed, each after it was said what happens', async () => {
  await using d = await aDashboard();
  const old = await d.t.addKey();
  const { id, keys } = await onlyCaller(d);
  const browser = await d.signedIn('admin');
  const addPath = `/dashboard/callers/${id}/add-key`;
  const shown = await browser.send(await browser.open(addPath), addPath, {});
  const key = /<pre[^>]*><code>([^<]+)<\/code>/.exec(shown.html)?.[1] ?? assert.fail(shown.text);
  assert.doesNotMatch((await browser.open(`/dashboard/callers/${id}`)).text, /Make a second key/);
  const again = await browser.send(await browser.open(addPath), addPath, {});
  assert.equal(again.status, 409);
  const removePath = `/dashboard/callers/${id}/keys/${keys[0]?.id}/remove`;
  const asked = await browser.open(removePath);
  assert.match(asked.text, /stops working at once/);
  assert.equal((await onlyCaller(d)).keys.length, 2);
  await browser.send(asked, removePath);
  await assert.rejects(d.t.remote(old).call('explainCode', { params: { code: 'consent_needed' } }), {
    code: 'unauthorized',
  });
  assert.ok(await d.t.remote(key).call('explainCode', { params: { code: 'consent_needed' } }));
});

test('a caller without a key is added with an identity, which is refused where its issuer is not trusted', async () => {
  const issuer = 'https://token.actions.githubusercontent.com';
  await using d = await aDashboard({
    config: { issuers: [{ issuer, audience: 'https://consentry.contoso.example' }] },
  });
  const browser = await d.signedIn('admin');
  const path = '/dashboard/add-keyless-caller';
  const form = await browser.open(path);
  const send = (fields: Record<string, string>) => browser.send(form, path, { ...smallest, ...fields });
  assert.match(
    (await send({ issuer: 'x', claims: 'ref=main' })).text,
    /Issuer: write it as it stands in iss/,
  );
  const foreign = await send({ issuer: 'https://issuer.example', claims: 'sub=a' });
  assert.match(foreign.text, /not one of callers\.issuers/);
  assert.match(foreign.html, /sub=a<\/textarea>/);
  const added = await send({ issuer, claims: 'sub=repo:contoso/reports\nrepository_id=1' });
  assert.match(added.text, /The caller was added\. .*repository_id=1/);
  const { id, identities } = await onlyCaller(d);
  assert.deepEqual(identities[0]?.claims, { sub: 'repo:contoso/reports', repository_id: '1' });
  const removePath = `/dashboard/callers/${id}/identities/${identities[0]?.id}/remove`;
  await browser.send(await browser.open(removePath), removePath);
  assert.deepEqual((await onlyCaller(d)).identities, []);
  const addPath = `/dashboard/callers/${id}/add-identity`;
  const back = await browser.send(await browser.open(addPath), addPath, { issuer, claims: 'sub=b' });
  assert.match(back.text, /The identity was added/);
});

test('a caller is removed after it was said what that does, and its page is gone', async () => {
  await using d = await aDashboard();
  await d.t.addKey();
  const { id } = await onlyCaller(d);
  const browser = await d.signedIn('admin');
  const path = `/dashboard/callers/${id}/remove`;
  const page = await browser.send(await browser.open(path), path);
  assert.match(page.path, /^\/dashboard\/callers\?done=/);
  assert.match(page.text, /The caller was removed\. .*There is no caller yet/);
  assert.equal((await browser.open(`/dashboard/callers/${id}`)).status, 404);
});

for (const role of ['viewer', 'operator'] as const) {
  test(`a ${role} sees callers, is offered no change of them, and gets none`, async () => {
    await using d = await aDashboard();
    await d.t.addKey();
    const { id, keys } = await onlyCaller(d);
    const browser = await d.signedIn(role);
    const [list, page] = [
      await browser.open('/dashboard/callers'),
      await browser.open(`/dashboard/callers/${id}`),
    ];
    for (const { html } of [list, page])
      assert.doesNotMatch(html, /add-caller|add-key|add-identity|\/remove|\/policy/);
    const acts = [
      'add-caller',
      'add-keyless-caller',
      ...['policy', 'add-key', 'add-identity', 'remove', `keys/${keys[0]?.id}/remove`].map(
        (last) => `callers/${id}/${last}`,
      ),
    ];
    for (const act of acts) {
      assert.equal((await browser.open(`/dashboard/${act}`)).status, 403, act);
      const proof = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const answer = await browser.request(`/dashboard/${act}`, {
        method: 'POST',
        headers: { origin: 'http://127.0.0.1:44396' },
        body: new URLSearchParams({ form: proof, ...smallest }),
      });
      assert.equal(answer.status, 403, act);
    }
    assert.equal((await onlyCaller(d)).keys.length, 1);
  });
}

test('callers are found by how their names begin, fifty on a page', async () => {
  await using d = await aDashboard();
  const policy = { partners: [partnerOne], resources: ['graph'] };
  for (let number = 0; number < 55; number++)
    await d.t.operator.call('addCaller', { body: { name: `Job ${number}`, policy } });
  const browser = await d.signedIn('viewer');
  const rows = (html: string) => html.split('<th scope="row">').length - 1;
  const first = await browser.open('/dashboard/callers?name=job');
  assert.equal(rows(first.html), 50);
  const next = /href="([^"]*after=[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail();
  assert.equal(rows((await browser.open(next)).html), 5);
  assert.match((await browser.open('/dashboard/callers?name=ob')).text, /No caller’s name begins so/);
});
