import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerA, partnerOne } from './a-broker.ts';
import { aDashboard, dashboardUrl } from './a-dashboard.ts';

const partner = `/dashboard/partners/${partnerOne}`;

test('every role sees every page of partners, customers and invitations, and is offered what it may do alone', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  await d.t.invite();
  await d.t.operator.call('readCustomers', { params: { partner: partnerOne } });
  const pages = [
    '/dashboard',
    '/dashboard/partners',
    partner,
    `${partner}/customers`,
    `${partner}/customers/${customerA}`,
    '/dashboard/invitations',
  ];
  const offered = new Map<string, number>();
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    const browser = await d.signedIn(role);
    for (const path of pages) {
      const page = await browser.open(path);
      assert.equal(page.status, 200, `${role} ${path}`);
      const forms = [...page.html.matchAll(/<form method="post" action="([^"]+)"/g)].map(
        ([, action]) => action,
      );
      const doors = [
        ...page.html.matchAll(
          /href="(\/dashboard\/[^"]*\/(?:new|revoke|purge|sign-out|stop|lift)[^"]*|\/dashboard\/(?:stop|lift)\/[^"]*)"/g,
        ),
      ];
      const acts = forms.filter((action) => action !== '/dashboard/sign-out').length + doors.length;
      offered.set(role, (offered.get(role) ?? 0) + acts);
    }
  }
  assert.equal(offered.get('viewer'), 0);
  assert.ok(
    (offered.get('operator') ?? 0) > 0 && (offered.get('admin') ?? 0) > (offered.get('operator') ?? 0),
  );
});

test('what a role may not do is refused, whoever sends the form, and nothing happens', async () => {
  await using d = await aDashboard();
  await d.t.aConnectedPartner();
  const { id } = await d.t.operator.call('createInvitation', { body: { partner: partnerOne } });
  const [grant] = (await d.t.operator.call('listGrants', {})).items;
  const ofOperator = [
    '/dashboard/invitations/new',
    `/dashboard/invitations/${id}/revoke`,
    `/dashboard/stop/${partnerOne}`,
    '/dashboard/stop/everything',
    `${partner}/customers/read`,
    `${partner}/forecast`,
    `${partner}/grants/${grant?.id}/check`,
    `${partner}/grants/${grant?.id}/invite`,
    `${partner}/customers/${customerA}/consents/adm_${'A'.repeat(22)}/check`,
  ];
  const ofAdmin = [
    ...['revoke', 'purge', 'sign-out'].map((slug) => `${partner}/grants/${grant?.id}/${slug}`),
    `/dashboard/lift/${partnerOne}`,
    '/dashboard/lift/everything',
  ];
  for (const [role, paths] of [
    ['viewer', [...ofOperator, ...ofAdmin]],
    ['operator', ofAdmin],
  ] as const) {
    const browser = await d.signedIn(role);
    const page = await browser.open('/dashboard');
    const form = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    for (const path of paths) {
      const body = new URLSearchParams({ form });
      const refused = await browser.request(path, {
        method: 'POST',
        headers: { origin: dashboardUrl },
        body,
      });
      assert.equal(refused.status, 403, `${role} ${path}`);
      assert.match(await refused.text(), /dashboard_role_missing/);
    }
  }
  assert.deepEqual((await d.t.operator.call('listStops', {})).items, []);
  assert.equal((await d.t.operator.call('listGrants', {})).items[0]?.state, 'healthy');
  const open = await d.t.operator.call('listInvitations', { query: { state: 'open' } });
  assert.equal(open.items.length, 1);
});
