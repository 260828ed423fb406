import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDate } from './find-date.ts';

for (const [text, at] of [
  ['2020-04-21T22:09:53Z', '2020-04-21T22:09:53.000Z'],
  ['2020-04-21T22:09:53.051', '2020-04-21T22:09:53.051Z'],
  ['2017-06-15T22:56:05.0589308Z', '2017-06-15T22:56:05.058Z'],
  ['2017-11-16T16:19:06.3520276+00:00', '2017-11-16T16:19:06.352Z'],
  ['2017-06-15T15:56:04.077-07:00', '2017-06-15T22:56:04.077Z'],
  [' 2020-04-21T22:09:53 Z ', '2020-04-21T22:09:53.000Z'],
  ['2020-04-21 22:09:53', '2020-04-21T22:09:53.000Z'],
  ['2020-05-20', '2020-05-20T00:00:00.000Z'],
] as const) {
  test(`reads the date ${text}`, () => {
    assert.equal(new Date(findDate(text) ?? Number.NaN).toISOString(), at);
  });
}

for (const value of [
  '0001-01-01T00:00:00',
  '9999-12-31T23:59:59.9970000',
  '2020-13-01',
  '6/1/2017 12:00:00 AM',
  'yesterday',
  '',
  5,
  null,
  undefined,
]) {
  test(`finds no date in ${JSON.stringify(value)}`, () => assert.equal(findDate(value), undefined));
}
