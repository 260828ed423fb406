import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_APPLICATION } from '@consentry/sandbox';
import { aBroker, partnerOne, partnerTwo, type TestBroker } from './a-broker.ts';
import { asReseller, joinReseller } from './a-reseller.ts';

const nobody = '20000000-0000-4000-8000-000000000009';

async function aReportOf(t: TestBroker, partner: string) {
  await t.operator.call('createPostureReport', { params: { partner } });
  await t.broker.app.posture.settled();
  return t.operator.call('getPosture', { params: { partner } });
}

test('the report of a reseller has what Graph shows, and says that Partner Center is not offered', async () => {
  await using t = await aBroker({ world: asReseller });
  await joinReseller(t);
  t.sandbox.ledger.clear();
  const report = await aReportOf(t, partnerTwo);

  const [accounts, portal, api] = report.figures;
  assert.ok(
    accounts?.kind === 'estimate' && portal?.kind === 'not-available' && api?.kind === 'not-available',
  );
  assert.ok(accounts.whole > 0 && accounts.unknown === 0);
  assert.deepEqual([portal.code, api.code], ['not_offered_to_resellers', 'not_offered_to_resellers']);
  assert.deepEqual(
    report.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  assert.deepEqual(
    report.notOffered.map(({ source }) => source),
    ['score', 'applications', 'portal', 'requests'],
  );
  assert.deepEqual(
    [report.judgedAs.kind, report.judgedAs.kindFrom, report.judgedAs.weight],
    ['indirect-reseller', 'operator', 'mandate'],
  );
  assert.match(report.judgedAs.remarks[0]?.text ?? '', /no API of Partner Center/);
  assert.deepEqual(t.sandbox.ledger.requests({ service: 'partnerCenter' }), []);
});

test('the kind that the operator said of a partner is in its report', async () => {
  await using t = await aBroker();
  await t.connect(await t.invite({ partnerKind: 'advisor' }));
  const report = await aReportOf(t, partnerOne);
  assert.equal(report.judgedAs.kind, 'advisor');
  assert.deepEqual(
    report.notOffered.map(({ source, code }) => [source, code]),
    [['score', 'not_offered_to_kind']],
  );
  assert.equal(report.figures.at(-1)?.kind, 'reported');
});

test('an invitation that says no kind leaves the one that was said before', async () => {
  await using t = await aBroker();
  await t.connect(await t.invite({ partnerKind: 'control-panel-vendor' }));
  await t.connect(await t.invite());
  const [grant] = (await t.operator.call('listGrants', {})).items;
  assert.equal(grant?.partnerKind, 'control-panel-vendor');
});

test('Partner Center says who is an indirect provider, where the operator did not', async () => {
  await using t = await aBroker({
    world(world) {
      asReseller(world);
      for (const tenant of world.tenants) if (tenant.id === partnerTwo) tenant.indirectProvider = partnerOne;
    },
  });
  await t.aConnectedPartner();
  const { judgedAs } = await aReportOf(t, partnerOne);
  assert.deepEqual([judgedAs.kind, judgedAs.kindFrom], ['indirect-provider', 'partner-center']);
});

test('reports of several partners stand side by side and are summed, and who has none is named', async () => {
  await using t = await aBroker({ world: asReseller });
  await t.aConnectedPartner();
  await joinReseller(t);
  const query = { partners: [partnerOne, partnerTwo, nobody].join(',') };
  const before = await t.operator.call('combinePostures', { query });
  assert.deepEqual(
    before.missing.map(({ partner, code }) => [partner, code]),
    [
      [partnerOne, 'posture_report_not_found'],
      [partnerTwo, 'posture_report_not_found'],
      [nobody, 'partner_not_found'],
    ],
  );

  const reports = [await aReportOf(t, partnerOne), await aReportOf(t, partnerTwo)];
  const combined = await t.operator.call('combinePostures', { query });
  assert.deepEqual(
    combined.reports.map(({ id }) => id),
    reports.map(({ id }) => id),
  );
  assert.deepEqual(
    combined.missing.map(({ partner }) => partner),
    [nobody],
  );
  const [accounts, , api] = combined.figures;
  assert.ok(accounts?.kind === 'estimate' && api?.kind === 'reported');
  const wholes = reports.map(({ figures: [own] }) => (own?.kind === 'estimate' ? own.whole : Number.NaN));
  assert.equal(accounts.whole, (wholes[0] ?? 0) + (wholes[1] ?? 0));
  assert.deepEqual(accounts.leftOut, [{ partner: nobody, code: 'partner_not_found' }]);
  assert.deepEqual(api.partners, [partnerOne]);
  assert.deepEqual(
    api.leftOut.map(({ code }) => code),
    ['partner_not_found', 'not_offered_to_resellers'],
  );
});

test('partners are named by their tenant ids, fifty at most', async () => {
  await using t = await aBroker();
  for (const partners of ['contoso.example', '', Array.from({ length: 51 }, () => partnerOne).join(',')])
    await assert.rejects(t.operator.call('combinePostures', { query: { partners } }), {
      code: 'invalid_request',
    });
});

test('what the application may do is looked at: a Global Administrator’s grant, a lost permission, a retired one', async () => {
  await using t = await aBroker();
  await t.connect(await t.invite(), t.user('admin'));
  const consent = (resource: string, scopes: string[]) => ({
    tenantId: partnerOne,
    clientId: DEFAULT_APPLICATION.clientId,
    resource,
    scopes,
    kind: 'admin' as const,
  });
  const { world } = t.sandbox;
  const findingsOf = async () => (await aReportOf(t, partnerOne)).findings;
  const idsOf = (findings: Awaited<ReturnType<typeof findingsOf>>) =>
    findings.map(({ id }) => id).filter((id) => /^(permission_|grant_of)/.test(id));
  assert.deepEqual(idsOf(await findingsOf()), ['grant_of_global_administrator']);

  world.consents = [
    ...world.consents.filter(
      ({ tenantId, resource }) => tenantId !== partnerOne || !resource.includes('partnercenter'),
    ),
    consent('https://graph.windows.net', ['User.Read']),
  ];
  const findings = await findingsOf();
  assert.deepEqual(idsOf(findings).toSorted(), [
    'grant_of_global_administrator',
    'permission_missing',
    'permission_retired',
  ]);
  const retired = findings.find(({ id }) => id === 'permission_retired');
  assert.equal(retired?.evidence.facts['replacement'], 'https://graph.microsoft.com/User.Read');
});

test('that the consents cannot be read is said, and nothing is found of them', async () => {
  await using t = await aBroker();
  await t.aConnectedPartner();
  t.sandbox.control.playFault({
    service: 'graph',
    path: '/v1.0/oauth2PermissionGrants',
    fault: { kind: 'answer', status: 403, body: '{"error":{"code":"Authorization_RequestDenied"}}' },
  });
  const { unread, findings } = await aReportOf(t, partnerOne);
  assert.ok(unread.some(({ source, code }) => source === 'permissions' && code === 'api_forbidden'));
  assert.ok(!findings.some(({ id }) => id.startsWith('permission_')));
});
