import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DEFAULT_TENANTS } from '../src/index.ts';
import { anApplicationAt, anApplicationToken, createApiCaller, worldOfAllApis } from './api-client.ts';
import type { ApiCaller } from './api-client.ts';
import { graphErrorOf } from './write-call.ts';
import type { WriteAnswer } from './write-call.ts';

const DEFENDER = 'https://api.security.microsoft.com';
const STOPPED = { now: () => Date.UTC(2026, 5, 15, 12) };
type Row = Record<string, string | number | boolean>;

let caller: ApiCaller;
before(async () => {
  const world = worldOfAllApis();
  for (const tenant of world.tenants) tenant.incidents = 30;
  caller = await anApplicationAt('defender', DEFENDER, { world, clock: STOPPED });
});

/** Each test has minutes of its own. */
const ask = (query: unknown, by = caller): Promise<WriteAnswer> =>
  by.send('POST', '/api/advancedhunting/run', { Query: query });

async function rowsOf(query: string): Promise<Row[]> {
  caller.client.sandbox.control.moveClock(60_000);
  const { status, body } = await ask(query);
  assert.equal(status, 200, JSON.stringify(body));
  return body['Results'] as Row[];
}

test('answers with statistics, a schema and rows; the four tables belong together', async () => {
  const { body } = await ask('DeviceInfo');
  assert.deepEqual(Object.keys(body), ['Stats', 'Schema', 'Results']);
  assert.deepEqual((body['Schema'] as unknown[])[0], { Name: 'Timestamp', Type: 'DateTime' });
  const rows = body['Results'] as Row[];
  assert.equal(rows.length, 3);
  assert.match(String(rows[0]?.['DeviceName']), /\.customer-a\.example$/);
  const { body: listed } = await caller.get('/api/incidents');
  const incidents = listed['value'] as { alerts: { alertId: string }[] }[];
  const alerts = await rowsOf('AlertInfo');
  assert.deepEqual(
    alerts.map((row) => row['AlertId']),
    incidents.flatMap((one) => one.alerts.map(({ alertId }) => alertId)),
  );
  assert.equal((await rowsOf('IdentityLogonEvents')).length, 27 * 5);
  const mails = await rowsOf('EmailEvents');
  assert.ok(mails.every((row) => String(row['RecipientEmailAddress']).endsWith('@customer-a.example')));
});

test('where, project, take, top, order and summarize do what they say', async () => {
  const all = await rowsOf('IdentityLogonEvents');
  const failed = await rowsOf("IdentityLogonEvents | where ActionType == 'LogonFailed'");
  assert.deepEqual(
    failed,
    all.filter((row) => row['ActionType'] === 'LogonFailed'),
  );
  assert.ok(failed.length > 0 && failed.length < all.length);
  const both = await rowsOf(
    `IdentityLogonEvents // a comment
     | where ActionType =~ "LOGONFAILED" and AccountUpn startswith "USER01"
     | project AccountUpn, ActionType | limit 2`,
  );
  for (const row of both)
    assert.deepEqual(row, { AccountUpn: 'user01@customer-a.example', ActionType: 'LogonFailed' });
  const latest = await rowsOf('IdentityLogonEvents | top 4 by Timestamp');
  const times = all
    .map((row) => String(row['Timestamp']))
    .toSorted()
    .toReversed();
  assert.deepEqual(
    latest.map((row) => row['Timestamp']),
    times.slice(0, 4),
  );
  const ordered = await rowsOf('IdentityLogonEvents | order by Timestamp asc | project Timestamp');
  assert.deepEqual(
    ordered.map((row) => row['Timestamp']),
    times.toReversed(),
  );
  const counted = await rowsOf(
    'IdentityLogonEvents | summarize count() by ActionType | order by count_ desc',
  );
  assert.deepEqual(counted, [
    { ActionType: 'LogonSuccess', count_: all.length - failed.length },
    { ActionType: 'LogonFailed', count_: failed.length },
  ]);
  const nothing = "IdentityLogonEvents | where AccountUpn == 'nobody' | summarize Logons = count()";
  assert.deepEqual(await rowsOf(nothing), [{ Logons: 0 }]);
  assert.ok(
    (await rowsOf('EmailEvents | where AttachmentCount >= 2')).every((row) => row['AttachmentCount'] === 2),
  );
});

test('looks at time by the clock, and no further back than thirty days', async () => {
  const { control } = caller.client.sandbox;
  const all = await rowsOf('IdentityLogonEvents');
  const recent = await rowsOf('IdentityLogonEvents | where Timestamp > ago(7d)');
  assert.ok(recent.length > 0 && recent.length < all.length);
  const since = 'IdentityLogonEvents | where Timestamp >= datetime("2026-06-08T12:00:00Z")';
  assert.ok((await rowsOf(since)).length > 0);
  control.moveClock(31 * 86_400_000);
  const later = createApiCaller(caller.client, 'defender', await anApplicationToken(caller.client, DEFENDER));
  assert.deepEqual((await ask('IdentityLogonEvents', later)).body['Results'], []);
  control.setClock(STOPPED.now() + 1_800_000);
});

test('refuses a table, a column or a word that it does not know, in another case too', async () => {
  for (const query of [
    'deviceinfo',
    'DeviceEvents',
    'DeviceInfo | where devicename == "a"',
    'DeviceInfo | project Nothing',
    'DeviceInfo | join AlertInfo on DeviceId',
    'DeviceInfo | where DeviceName == "a" or DeviceName == "b"',
    'DeviceInfo | where DeviceName > "a"',
    'DeviceInfo | where DeviceName == 3',
    'DeviceInfo | where Timestamp > "2026-01-01"',
    'DeviceInfo | take many',
    'DeviceInfo |',
    'DeviceInfo DeviceInfo',
    'DeviceInfo | where DeviceName == "open',
    'DeviceInfo | where toString == "a"',
    'toString',
  ])
    assert.deepEqual(graphErrorOf(await ask(query)), [400, 'BadRequest'], query);
  assert.deepEqual(graphErrorOf(await ask(undefined)), [400, 'MissingRequiredParameter']);
  assert.deepEqual(graphErrorOf(await ask(7)), [400, 'InvalidRequestBody']);
});

test('a tenant may ask 45 times a minute, and another one still may then', async () => {
  const { control } = caller.client.sandbox;
  control.moveClock(120_000);
  for (let call = 0; call < 45; call += 1) assert.equal((await ask('DeviceInfo | take 1')).status, 200);
  const refused = await ask('DeviceInfo | take 1');
  assert.deepEqual(graphErrorOf(refused), [429, 'TooManyRequests']);
  assert.equal(refused.headers.get('retry-after'), '60');
  const token = await anApplicationToken(caller.client, DEFENDER, DEFAULT_TENANTS.customerD);
  const other = createApiCaller(caller.client, 'defender', token);
  assert.equal((await ask('DeviceInfo', other)).status, 200);
  assert.equal((await caller.get('/api/incidents?$top=1')).status, 200, 'incidents have limits of their own');
});
