import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi } from '../../../test/an-api.ts';
import { anAnswer, errorOf } from '../../../test/builders.ts';
import type { Fetch } from '../../ports.ts';
import { findAuditedValue } from './audit-records.ts';
import { createPartnerCenter } from './partner-center.ts';
import type { AuditRecord } from './resources/security.ts';

const at = (text: string): number => Date.parse(text);

/** Partner Center with these records; whether the last day that is asked for is in the answer is for it to say. */
function anAudit(dates: readonly (string | undefined)[], { isLastDayIn }: { readonly isLastDayIn: boolean }) {
  const asked: string[] = [];
  const fetch: Fetch = async ({ url }) => {
    const { searchParams } = new URL(url);
    const [start = '', end = ''] = ['startDate', 'endDate'].map((name) => searchParams.get(name) ?? '');
    asked.push(`${start}..${end}`);
    const isIn = (date = '') =>
      date === '' || (date >= start && (isLastDayIn ? date.slice(0, 10) <= end : date < end));
    return anAnswer({ items: dates.filter(isIn).map((operationDate) => ({ operationDate })) });
  };
  const baseUrl = 'https://api.partnercenter.microsoft.com';
  return { asked, client: createPartnerCenter(anApi(fetch, { resource: 'partner-center', baseUrl })) };
}

const dates = [
  '2026-08-31T23:59:59.999Z',
  '2026-09-01T00:00:00Z',
  '2026-09-30T23:59:59.9999999Z',
  '2026-10-01T00:00:00Z',
  '2026-10-01T12:00:00.0589308Z',
  '2026-10-31T00:00:00Z',
  '2026-11-19T23:59:59Z',
];
const time = { from: at('2026-09-01T00:00:00Z'), until: at('2026-11-20T00:00:00Z') };

for (const isLastDayIn of [true, false]) {
  test(`gives each record once when the last day of a window is ${isLastDayIn ? '' : 'not '}in it`, async () => {
    const { client, asked } = anAudit(dates, { isLastDayIn });
    const records = await Array.fromAsync(client.audit(time));
    assert.deepEqual(
      records.map(({ operationDate }: AuditRecord) => operationDate),
      dates.slice(1),
    );
    assert.deepEqual(asked, ['2026-09-01..2026-10-01', '2026-10-01..2026-10-31', '2026-10-31..2026-11-20']);
  });
}

test('cuts to the instants that are wanted, within a day too', async () => {
  const { client } = anAudit(dates, { isLastDayIn: true });
  const records = await Array.fromAsync(
    client.audit({ from: at('2026-10-01T06:00:00Z'), until: at('2026-10-01T12:00:00.058Z') }),
  );
  assert.deepEqual(records, []);
});

test('keeps a record whose date cannot be read', async () => {
  const { client } = anAudit([undefined], { isLastDayIn: true });
  assert.equal((await Array.fromAsync(client.audit({ from: 0, until: 1 }))).length, 1);
});

test('refuses a time that ends before it begins', async () => {
  const { client, asked } = anAudit([], { isLastDayIn: true });
  const { code } = await errorOf(() => Array.fromAsync(client.audit({ from: 2, until: 1 })));
  assert.deepEqual([code, asked], ['invalid_request', []]);
});

test('asks nothing for no time at all', async () => {
  const { client, asked } = anAudit(dates, { isLastDayIn: true });
  assert.deepEqual(await Array.fromAsync(client.audit({ from: 1, until: 1 })), []);
  assert.deepEqual(asked, []);
});

test('reads the JSON that stands in a text', () => {
  assert.deepEqual(findAuditedValue('{"Id":"a"}'), { Id: 'a' });
  assert.deepEqual(
    [findAuditedValue(undefined), findAuditedValue(null), findAuditedValue('{')],
    [undefined, undefined, undefined],
  );
});
