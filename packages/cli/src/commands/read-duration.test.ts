import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDuration } from './read-duration.ts';

for (const [text, ms] of [
  ['1m', 60_000],
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
  ['007d', 604_800_000],
  ['0m', 0],
  ['99999d', 8_639_913_600_000],
] as const) {
  test(`reads ${text} as ${ms} ms`, () => {
    assert.equal(readDuration(text), ms);
  });
}

for (const text of [
  '',
  '7',
  'd',
  '7 d',
  ' 7d',
  '7d\n',
  '7D',
  '7w',
  '7s',
  '1.5h',
  '-1d',
  '+1d',
  '1e3m',
  '7d7h',
  '100000d',
  '٧d',
]) {
  test(`refuses ${JSON.stringify(text)} as a duration, and says how to write one`, () => {
    assert.throws(() => readDuration(text), { code: 'usage', remedy: /30m, 12h or 7d/ });
  });
}
