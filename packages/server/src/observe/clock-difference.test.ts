import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fetch } from '@consentry/core';
import { createClockDifference } from './clock-difference.ts';

const noon = Date.parse('2026-11-20T12:00:00Z');
const login = 'https://login.example';

/** A fetch that is answered with this date, and takes so long. */
function aMeasurement(date: string | undefined, tookMs = 0, url = `${login}/keys`) {
  let now = noon;
  const difference = createClockDifference({ now: () => now });
  const fetch: Fetch = async () => {
    now += tookMs;
    return { status: 200, headers: date === undefined ? {} : { date }, body: new Uint8Array() };
  };
  const measuring = difference.measuring(fetch, login);
  return {
    difference,
    ask: () => measuring({ method: 'GET', url, deadlineMs: 1, maxResponseBytes: 1 }),
  };
}

for (const [date, tookMs, expected] of [
  ['Fri, 20 Nov 2026 12:10:00 GMT', 0, 600_500],
  ['Fri, 20 Nov 2026 11:50:00 GMT', 0, -599_500],
  ['Fri, 20 Nov 2026 12:00:01 GMT', 2_000, 500],
] as const) {
  test(`measures ${expected} ms by ${date} in an answer that took ${tookMs} ms`, async () => {
    const { difference, ask } = aMeasurement(date, tookMs);
    assert.equal(difference.find(), undefined);
    await ask();
    assert.equal(difference.find(), expected);
  });
}

test('measures nothing by an answer without a date, one that took long, and one of another origin', async () => {
  const date = 'Fri, 20 Nov 2026 12:10:00 GMT';
  const cases = [
    aMeasurement(undefined),
    aMeasurement('banana'),
    aMeasurement(date, 5_001),
    aMeasurement(date, 0, 'https://graph.example/'),
  ];
  for (const { difference, ask } of cases) {
    await ask();
    assert.equal(difference.find(), undefined);
  }
});
