import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partnerOne } from './a-broker.ts';
import { aDashboard } from './a-dashboard.ts';

const newPath = '/dashboard/invitations/new';

test('an operator makes a link, sees it once, and takes it back', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  assert.match((await browser.open('/dashboard/invitations')).text, /Nobody was invited yet/);
  const form = await browser.open(`${newPath}?partner=${partnerOne}`);
  assert.match(form.html, new RegExp(`name="partner"[^>]*value="${partnerOne}"`));
  const made = await browser.send(form, newPath, {
    kind: 'connect',
    partner: partnerOne,
    partnerName: 'Contoso',
    partnerKind: '',
    account: '',
    hours: '168',
  });
  const [link = ''] = /http:\/\/localhost:44395\/invite\/[\w-]{43}/.exec(made.html) ?? [];
  assert.match((await d.t.person().open(link)).text, /Contoso/);
  const list = await browser.open('/dashboard/invitations?state=open');
  assert.match(list.text, /Contoso Connect an account Anyone of the tenant Open/);
  assert.ok(!list.html.includes('/invite/'), 'the link is not shown again');

  const path = /\/dashboard\/invitations\/inv_[\w-]{22}\/revoke/.exec(list.html)?.[0] ?? assert.fail();
  const asked = await browser.open(path);
  assert.match(asked.text, /opens nothing any more/);
  assert.match((await browser.send(asked, path)).text, /The invitation was taken back.*Taken back/);
  assert.equal((await d.t.person().open(link)).status, 410);
  const again = await browser.send(asked, path);
  assert.equal(again.status, 410);
  assert.match(again.text, /What to do/);
  assert.match((await browser.open('/dashboard/invitations?begins=zzz')).text, /No invitation is like that/);
});

test('an account that has a grant is invited again by a button', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const [grant] = (await d.t.operator.call('listGrants', {})).items;
  const browser = await d.signedIn('operator');
  const page = await browser.open(`/dashboard/partners/${partnerOne}`);
  const made = await browser.send(page, `/dashboard/partners/${partnerOne}/grants/${grant?.id}/invite`);
  assert.match(made.html, /http:\/\/localhost:44395\/invite\/[\w-]{43}/);
});

test('what is wrong with an invitation is named, and nothing is made', async () => {
  await using d = await aDashboard();
  const browser = await d.signedIn('operator');
  const form = await browser.open(newPath);
  for (const [fields, told] of [
    [{ kind: 'connect', partner: 'contoso.example' }, /partner/],
    [{ kind: 'other', partner: partnerOne }, /kind/],
    [{ kind: 'customer', partner: partnerOne }, /adminConsent/],
    [{ kind: 'connect', partner: partnerOne, hours: '9999' }, /hours/],
    [{ kind: 'connect', partner: partnerOne, role: 'admin' }, /role/],
  ] as const) {
    const refused = await browser.send(form, newPath, fields);
    assert.ok(refused.status >= 400, JSON.stringify(fields));
    assert.match(refused.text, told);
  }
  assert.deepEqual((await d.t.operator.call('listInvitations', {})).items, []);
});

test('a customer’s administrator is invited where the configuration says what is wanted', async () => {
  const permissions = [{ resource: 'graph', application: ['Device.Read.All'], delegated: [] }];
  await using d = await aDashboard({
    config: { adminConsent: { endpoints: 'v2', permissions, excluded: [] } },
  });
  const browser = await d.signedIn('operator');
  const form = await browser.open(`${newPath}?kind=customer`);
  assert.match(form.html, /value="customer" checked/);
  const made = await browser.send(form, newPath, {
    kind: 'customer',
    partner: partnerOne,
    customerName: 'Fabrikam',
  });
  assert.match(made.text, /For an administrator of the customer/);
});
