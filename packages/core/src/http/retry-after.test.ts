import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noon } from '../../test/builders.ts';
import { retryAfterMs } from './retry-after.ts';

const cases: readonly [string, Record<string, string>, number][] = [
  ['seconds are obeyed', { 'retry-after': '7' }, 7_000],
  ['zero is a second, so that nobody spins', { 'retry-after': '0' }, 1_000],
  ['a very long wait is an hour', { 'retry-after': '999999999' }, 3_600_000],
  ['a date is obeyed', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a date that has passed is a second', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 1_000],
  [
    'a date is measured by the clock of who wrote it',
    { 'retry-after': 'Fri, 20 Nov 2026 13:00:30 GMT', date: 'Fri, 20 Nov 2026 13:00:00 GMT' },
    30_000,
  ],
  ['no header is a minute', {}, 60_000],
  ['a word is a minute', { 'retry-after': 'banana' }, 60_000],
  ['a negative number is a minute', { 'retry-after': '-5' }, 60_000],
  ['a fraction is a minute', { 'retry-after': '1.5' }, 60_000],
  ['another date format is a minute', { 'retry-after': '2026-11-20' }, 60_000],
];

for (const [name, headers, expected] of cases) {
  test(`Retry-After: ${name}`, () => {
    assert.equal(retryAfterMs(headers, noon), expected);
  });
}
