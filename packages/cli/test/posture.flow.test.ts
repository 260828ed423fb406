import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PostureReport, PostureSummary } from '@consentry/core/posture-report';
import { partnerOne, partnerTwo } from '../../server/test/a-broker.ts';
import { aListeningBroker, type ListeningBroker } from '../../server/test/a-listening-broker.ts';
import { approveAtPartnerTwo, letRead } from '../../server/test/what-is-consented.ts';
import { posture } from '../src/commands/posture.ts';
import type { PostureOptions } from '../src/posture/read-posture-options.ts';
import { anOutput } from './a-data-folder.ts';
import { aTextOutput } from './a-text-output.ts';

/** The exit code that a command leaves. */
async function exitCodeOf(work: () => Promise<void>): Promise<unknown> {
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await work();
    return process.exitCode ?? 0;
  } finally {
    process.exitCode = before;
  }
}

const operatorOf = ({ t, url }: ListeningBroker): PostureOptions => ({
  url,
  keyFile: t.broker.store.operatorKeyFile,
});

/** Runs the command for people. */
async function forPeople(b: ListeningBroker, options: PostureOptions = {}) {
  const output = aTextOutput();
  const exitCode = await exitCodeOf(() => posture({ ...operatorOf(b), ...options }, output));
  return { exitCode, text: output.results.join('\n'), notes: output.notes.join('\n') };
}

/** Runs the command with `--json`. */
async function forPrograms(b: ListeningBroker, options: PostureOptions = {}) {
  const output = anOutput();
  const exitCode = await exitCodeOf(() => posture({ ...operatorOf(b), ...options }, output));
  return { exitCode, result: output.results[0] };
}

const reportOf = async (b: ListeningBroker, options: PostureOptions): Promise<PostureReport> =>
  (await forPrograms(b, options)).result as PostureReport;

const ofOne = { partner: partnerOne };

test('gives a report of one partner to people and to programs, the same again with --last, and the history', async () => {
  await using b = await aListeningBroker();
  await b.t.aConnectedPartner();
  const { exitCode, text } = await forPeople(b, ofOne);
  assert.equal(exitCode, 0);
  assert.match(text, new RegExp(partnerOne));
  assert.ok(!text.includes('\u001b'));
  const report = await reportOf(b, ofOne);
  assert.equal(report.partner, partnerOne);
  assert.ok(report.since);
  assert.deepEqual(await reportOf(b, { ...ofOne, last: true }), report);
  const { result } = await forPrograms(b, { ...ofOne, history: true });
  const { items } = result as { items: PostureSummary[] };
  assert.deepEqual(
    items.map(({ id }) => id),
    [report.id, report.since.id],
  );
  const lines = (await forPeople(b, { ...ofOne, history: true })).text.split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[2] ?? '', new RegExp(report.id));
});

test('says that there is no report yet, whatever is asked of it', async () => {
  await using b = await aListeningBroker();
  await b.t.aConnectedPartner();
  await assert.rejects(forPeople(b, { ...ofOne, last: true }), { code: 'posture_report_not_found' });
  assert.match((await forPeople(b, { ...ofOne, history: true })).text, /No report was made yet/);
});

test('writes a file that only its owner may read, as its name ends, in the language that is wanted', async () => {
  await using b = await aListeningBroker();
  await b.t.aConnectedPartner();
  for (const [name, looksLike] of [
    ['report.html', /^<!doctype html>[\s\S]*<html lang="nl">/],
    ['report.csv', /^[^\n]*,[^\n]*Ernst/],
    ['report.json', /^\{"id":"pos_/],
    ['report.txt', new RegExp(partnerOne)],
  ] as const) {
    const out = join(b.t.folder, name);
    const { exitCode, text, notes } = await forPeople(b, { ...ofOne, out, language: 'nl-BE' });
    assert.equal(exitCode, 0);
    assert.match(await readFile(out, 'utf8'), looksLike, name);
    assert.equal((await stat(out)).mode & 0o777, 0o600);
    assert.match(text, /requirements/);
    assert.match(notes, new RegExp(name));
  }
  const before = b.t.sandbox.ledger.requests().length;
  const out = join(b.t.folder, 'report.html');
  await assert.rejects(forPeople(b, { ...ofOne, out }), { code: 'usage' });
  assert.equal(b.t.sandbox.ledger.requests().length, before, 'nothing is read for a file that is there');
});

test('--fail-on ends with 3 where something as grave was found, and says what', async () => {
  await using b = await aListeningBroker({
    world(world) {
      world.conditionalAccess = [];
      for (const tenant of world.tenants)
        Object.assign(tenant, { mfa: 'when-asked', securityDefaults: false });
      letRead(world, ['User.Read.All', 'Policy.Read.All', 'Policy.Read.ConditionalAccess']);
    },
  });
  await b.t.aConnectedPartner();
  const { findings } = await reportOf(b, ofOne);
  const high = findings.filter(({ severity }) => severity === 'high');
  assert.ok(high.length > 0, JSON.stringify(findings));
  const { exitCode, notes } = await forPeople(b, { ...ofOne, last: true, failOn: 'high' });
  assert.equal(exitCode, 3);
  for (const { id } of high) assert.ok(notes.includes(id), notes);
});

test('--fail-on ends with 4 where nothing was found and not everything could be seen', async () => {
  await using b = await aListeningBroker();
  await b.t.aConnectedPartner();
  const { findings } = await reportOf(b, ofOne);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'high'),
    [],
  );
  const { exitCode, notes } = await forPeople(b, { ...ofOne, last: true, failOn: 'high' });
  assert.equal(exitCode, 4);
  assert.match(notes, /what is unknown is not taken for good/);
  assert.match(notes, /Not seen: .*policies/);
  assert.equal((await forPeople(b, { ...ofOne, last: true })).exitCode, 0);
});

test('without --partner every partner has its line, and one that cannot be read keeps the others from nothing', async () => {
  await using b = await aListeningBroker({ world: approveAtPartnerTwo });
  const { t } = b;
  assert.match((await forPeople(b)).text, /There is no partner yet/);
  assert.equal((await forPeople(b, { failOn: 'high' })).exitCode, 4);
  await t.aConnectedPartner();
  const [only] = ((await forPrograms(b)).result as { items: { report: PostureReport }[] }).items;
  assert.equal(only?.report.partner, partnerOne);
  const url = await t.invite({ partner: partnerTwo });
  assert.equal((await t.connect(url, t.user('service', partnerTwo))).status, 200);
  const both = await forPeople(b, { failOn: 'high' });
  assert.match(both.text, new RegExp(`${partnerOne}.*not all seen[\\s\\S]*${partnerTwo}.*not all seen`));
  assert.match(both.notes, new RegExp(`${partnerOne}: No finding`));
  assert.equal(both.exitCode, 4);
  await t.operator.call('setStop', { body: { partner: partnerTwo } });
  const { exitCode, text } = await forPeople(b, { failOn: 'high' });
  assert.equal(exitCode, 1);
  assert.match(
    text,
    new RegExp(`${partnerOne}.*not all seen[\\s\\S]*${partnerTwo} +stopped[\\s\\S]*stopped\n {2}To do:`),
  );
  await assert.rejects(forPeople(b, { format: 'html' }), { code: 'usage' });
  await assert.rejects(forPeople(b, { history: true }), { code: 'usage' });
});

test('refuses what contradicts itself before anybody is asked', async () => {
  const wrong: readonly PostureOptions[] = [
    { format: 'pdf' },
    { language: 'fr' },
    { failOn: 'info' },
    { table: 'accounts' },
    { format: 'csv', table: 'people' },
    { history: true, last: true },
    { history: true, format: 'html' },
    { history: true, failOn: 'high' },
  ];
  for (const options of wrong)
    await assert.rejects(posture({ ...options, url: 'http://127.0.0.1:1' }, aTextOutput()), {
      code: 'usage',
    });
  await assert.rejects(posture({ format: 'html' }, anOutput()), { code: 'usage' });
});
