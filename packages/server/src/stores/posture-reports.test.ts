import assert from 'node:assert/strict';
import { createId } from '@consentry/core';
import { everyText, tamper } from '../../test/a-database.ts';
import { aFinding, aKeptReport, keep } from '../../test/a-kept-report.ts';
import {
  aGrant,
  aPlace,
  aStore,
  cleanUp,
  otherPartner,
  partner,
  random,
  testOnBoth,
} from '../../test/a-store.ts';
import { summarize } from '../posture/describe-report.ts';
import { openStore } from './open-store.ts';

const newId = () => createId('PostureReportId', random);

testOnBoth(
  'gives a report as it was saved, the newest one, and those of its partner alone',
  async (t, kind) => {
    const { postureReports } = await aStore(t, kind);
    const [first, second] = [
      aKeptReport(1000),
      {
        ...aKeptReport(2000),
        unseen: [{ finding: aFinding(), unread: [{ source: 'score', code: 'api_forbidden' }] }],
      },
    ];
    const id = await keep(postureReports, first);
    await keep(postureReports, second);
    await keep(postureReports, aKeptReport(3000, { partner: otherPartner }));
    assert.deepEqual(await postureReports.find(partner, id), first);
    assert.deepEqual(await postureReports.findNewest(partner), second);
    assert.equal(await postureReports.find(otherPartner, id), undefined);
    assert.equal(await postureReports.find(partner, newId()), undefined);
  },
);

testOnBoth('lists summaries, the newest first, also of one instant, page by page', async (t, kind) => {
  const { postureReports } = await aStore(t, kind);
  for (const at of [1000, 2000, 2000, 2000]) await keep(postureReports, aKeptReport(at));
  const all = await postureReports.list(partner, { limit: 9 });
  assert.deepEqual(
    all.map(({ at }) => Date.parse(at)),
    [2000, 2000, 2000, 1000],
  );
  assert.deepEqual(all[0]?.findings, { high: 1, medium: 0, low: 0, info: 0 });
  const second = all[1];
  assert.ok(second);
  const after = second.id as ReturnType<typeof newId>;
  assert.deepEqual(await postureReports.list(partner, { limit: 9, after }), all.slice(2));
});

testOnBoth(
  'one report of a partner is made at a time, until it is saved, has failed or has lapsed',
  async (t, kind) => {
    const { postureReports } = await aStore(t, kind);
    const begin = (startedAt: number, isAlone = false) =>
      postureReports.begin({ partner, report: newId(), startedAt, expiresAt: startedAt + 1000 }, isAlone);
    const first = await begin(1000);
    assert.deepEqual(await begin(1500), first);
    assert.equal(await postureReports.extend(first, 5000), true);
    assert.deepEqual(await begin(4999), { ...first, expiresAt: 5000 });
    const second = await begin(5000);
    assert.notEqual(second.report, first.report);
    assert.equal(await postureReports.extend(first, 9000), false);

    await postureReports.fail(first, 5100, 'internal_error');
    assert.deepEqual(await begin(5100), second);
    await postureReports.fail(second, 5200, 'shutting_down');
    const ended = await postureReports.findRun(partner);
    assert.deepEqual([ended?.endedAt, ended?.failedBy], [5200, 'shutting_down']);
    const third = await begin(5200);
    // Who has the store alone knows that the one who made it is gone.
    const fourth = await begin(5300, true);
    assert.notEqual(fourth.report, third.report);
  },
);

testOnBoth('whoever lost its turn saves nothing', async (t, kind) => {
  const { postureReports } = await aStore(t, kind);
  const lost = aKeptReport(1500);
  const { report } = lost;
  const key = { partner, report: report.id as ReturnType<typeof newId> };
  await postureReports.begin({ ...key, startedAt: 1000, expiresAt: 2000 }, false);
  const kept = await keep(postureReports, aKeptReport(2000));
  assert.equal(await postureReports.save(key, 2500, lost, summarize(report)), false);
  assert.deepEqual(
    (await postureReports.list(partner, { limit: 9 })).map(({ id }) => id),
    [kept],
  );
});

testOnBoth('of many who begin at once, one does', async (t, kind) => {
  const { postureReports } = await aStore(t, kind);
  const begin = () =>
    postureReports.begin({ partner, report: newId(), startedAt: 1000, expiresAt: 2000 }, false);
  const runs = await Promise.all(Array.from({ length: 8 }, begin));
  assert.equal(new Set(runs.map(({ report }) => report)).size, 1);
});

testOnBoth('removes what is old, and never the newest of a partner', async (t, kind) => {
  const { postureReports } = await aStore(t, kind);
  for (const at of [1000, 2000, 3000]) await keep(postureReports, aKeptReport(at));
  await keep(postureReports, aKeptReport(1500, { partner: otherPartner }));
  await postureReports.removeOld(3000);
  const left = async (of: typeof partner) =>
    (await postureReports.list(of, { limit: 9 })).map(({ at }) => Date.parse(at));
  assert.deepEqual([await left(partner), await left(otherPartner)], [[3000], [1500]]);
  await postureReports.removeOld(9000);
  assert.deepEqual([await left(partner), await left(otherPartner)], [[3000], [1500]]);
});

testOnBoth('the newest are those of partners that have a grant', async (t, kind) => {
  const { postureReports, grants } = await aStore(t, kind);
  for (const at of [1000, 2000]) await keep(postureReports, aKeptReport(at));
  await keep(postureReports, aKeptReport(1500, { partner: otherPartner }));
  assert.deepEqual(await postureReports.listNewest(), []);
  await grants.save(aGrant(), 0);
  assert.deepEqual(
    (await postureReports.listNewest()).map(({ summary }) => Date.parse(summary?.at ?? '')),
    [2000],
  );
  await keep(postureReports, aKeptReport(3000));
  await grants.save(aGrant({ partner: otherPartner }), 0);
  await postureReports.removeOld(9000);
  assert.deepEqual(
    new Map(
      (await postureReports.listNewest()).map(({ partner: of, summary }) => [
        of,
        Date.parse(summary?.at ?? ''),
      ]),
    ),
    new Map([
      [partner, 3000],
      [otherPartner, 1500],
    ]),
  );
});

testOnBoth(
  'no name stands open in the tables, and one report does not open in the place of another',
  async (t, kind) => {
    const place = await aPlace(t, kind);
    const before = await openStore(place);
    const one = await keep(before.postureReports, aKeptReport(1000));
    const other = await keep(before.postureReports, aKeptReport(2000));
    await before.close();
    const stored = await everyText(place);
    assert.ok(stored.includes(one));
    assert.ok(!stored.includes('eva@contoso.example'));
    await tamper(
      place,
      `UPDATE posture_reports SET sealed = (SELECT sealed FROM posture_reports WHERE id = '${other}') WHERE id = '${one}'`,
    );
    const store = await openStore(place);
    cleanUp(t, () => store.close());
    await assert.rejects(store.postureReports.find(partner, one), { code: 'secret_unreadable' });
    assert.equal((await store.postureReports.find(partner, other))?.report.id, other);
  },
);
