import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { aBroker, partnerOne, partnerTwo } from './a-broker.ts';
import { aReport, allIsWell, idsOf, ofPartner } from './a-posture.ts';

const hourMs = 60 * 60 * 1000;

test('where all is well a report has no finding, gives its figures, and says what no API tells', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const report = await aReport(t);
  assert.deepEqual([idsOf(report), report.since, report.organization?.plan], [[], undefined, 'p1']);
  assert.deepEqual(
    report.unread.map(({ source }) => source),
    ['remembered-devices'],
  );
  const [accounts, portal, api] = report.figures;
  assert.ok(accounts?.kind === 'estimate' && api?.kind === 'reported');
  assert.deepEqual([accounts.percent, api.percent, portal?.kind], [100, 100, 'not-available']);
  const [grant] = report.grants;
  assert.deepEqual([grant?.accountName, grant?.amr], ['service@partner-one.example', ['pwd', 'mfa']]);
  assert.equal(grant?.ends?.cause, 'inactivity');
  assert.deepEqual(await t.operator.call('getPosture', ofPartner), report);
});

test('what is made and read of reports is recorded, and no name of an account lies open in the store', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const { world } = t.sandbox;
  const { totpSecret: _, ...eva } = structuredClone(t.user('service'));
  world.users.push({
    ...eva,
    objectId: 'e0000000-0000-4000-8000-000000000001',
    userPrincipalName: 'eva@partner-one.example',
  });
  const report = await aReport(t);
  assert.deepEqual(report.findings[0]?.evidence.examples, ['eva@partner-one.example']);
  const told = (await t.events()).filter(({ type }) => type.startsWith('posture.')).toReversed();
  assert.deepEqual(
    told.map((event) => [event.type, event.actor, 'report' in event && event.report]),
    [
      ['posture.started', 'operator', report.id],
      ['posture.made', 'broker', report.id],
      ['posture.read', 'operator', report.id],
    ],
  );
  assert.partialDeepStrictEqual(told[1], { findings: 1, unread: 1 });
  let stored = '';
  await t.restart({}, () => {
    stored = readFileSync(join(t.folder, 'data', 'state.db'), 'latin1');
  });
  assert.ok(stored.includes(report.id));
  assert.ok(!stored.includes('eva@partner-one.example'));
  // It is readable all the same, by who may.
  assert.deepEqual(await t.operator.call('getPosture', ofPartner), report);
});

test('a finding stands since it was first seen, also while its source cannot be read, and is mended when it is gone', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const { world } = t.sandbox;
  const next = () => {
    t.sandbox.control.moveClock(24 * hourMs);
    return aReport(t);
  };
  const wanted = 'policy_limited_clients';
  const find = (findings: readonly { readonly id: string }[] = []) =>
    findings.find(({ id }) => id === wanted);
  const hide = () =>
    t.sandbox.control.playFault({
      service: 'graph',
      path: '/v1.0/identity/conditionalAccess/policies',
      fault: { kind: 'answer', status: 403 },
    });
  const [policy] = world.conditionalAccess;
  assert.ok(policy);

  const clean = await aReport(t);
  policy.clientAppTypes = ['browser'];
  const first = await next();
  assert.equal(first.since?.id, clean.id);
  assert.partialDeepStrictEqual(find(first.findings), { change: 'new', firstSeenAt: first.at });
  const stands = { change: 'same', firstSeenAt: first.at };
  assert.partialDeepStrictEqual(find((await next()).findings), stands);

  hide();
  const blind = await next();
  assert.ok(blind.unread.some(({ source }) => source === 'policies'));
  assert.deepEqual([find(blind.findings), find(blind.since?.fixed)], [undefined, undefined]);
  assert.partialDeepStrictEqual(find(blind.since?.unknown), { firstSeenAt: first.at });
  // Twice in a row, it is forgotten no more than once.
  hide();
  assert.partialDeepStrictEqual(find((await next()).since?.unknown), { firstSeenAt: first.at });
  assert.partialDeepStrictEqual(find((await next()).findings), stands);

  hide();
  await next();
  delete policy.clientAppTypes;
  const mended = await next();
  assert.deepEqual([find(mended.findings), find(mended.since?.unknown)], [undefined, undefined]);
  assert.partialDeepStrictEqual(find(mended.since?.fixed), { firstSeenAt: first.at });
  assert.equal(find((await next()).since?.fixed), undefined);
});

test('lists the reports, the newest first, page by page', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const made = [await aReport(t), await aReport(t), await aReport(t)].toReversed();
  const list = (query = {}) => t.operator.call('listPostureReports', { ...ofPartner, query });
  const { items, next } = await list({ limit: 2 });
  assert.deepEqual(
    items.map(({ id, partner, at }) => ({ id, partner, at })),
    made.slice(0, 2).map(({ id, partner, at }) => ({ id, partner, at })),
  );
  assert.deepEqual(items[0]?.figures, made[0]?.figures);
  assert.deepEqual(items[0]?.findings, { high: 0, medium: 0, low: 0, info: 0 });
  const rest = await list({ limit: 2, after: next });
  assert.deepEqual([rest.items.map(({ id }) => id), rest.next], [[made[2]?.id], undefined]);
});

test('refuses with what is in the way: no such partner, no report yet, a grant that is dead, the kill switch', async () => {
  await using t = await aBroker({ world: allIsWell });
  await t.aConnectedPartner();
  const { call } = t.operator;
  const unknown = { params: { partner: partnerTwo } };
  for (const operation of ['createPostureReport', 'getPosture', 'listPostureReports'] as const)
    await assert.rejects(call(operation, unknown), { code: 'partner_not_found' }, operation);
  await assert.rejects(call('getPosture', ofPartner), {
    code: 'posture_report_not_found',
    message: /was made yet/,
  });
  assert.deepEqual(await call('listPostureReports', ofPartner), { items: [] });
  const id = 'pos_AAAAAAAAAAAAAAAAAAAAAA';
  const one = { params: { partner: partnerOne, id } };
  await assert.rejects(call('getPostureReport', one), { code: 'posture_report_not_found' });

  await call('setStop', { body: { partner: partnerOne, reason: 'a test' } });
  await assert.rejects(call('createPostureReport', ofPartner), { code: 'stopped' });
  await call('liftStop', { params: { scope: partnerOne } });
  t.sandbox.control.revokeSessions(t.user('service').objectId);
  await assert.rejects(call('createPostureReport', ofPartner), { code: 'consent_needed' });
  assert.equal((await t.events()).filter(({ type }) => type.startsWith('posture.')).length, 0);
});
