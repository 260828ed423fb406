import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPort } from './read-port.ts';

for (const [text, port] of [
  ['1', 1],
  ['443', 443],
  ['65535', 65_535],
] as const) {
  test(`reads ${text} as a port`, () => {
    assert.equal(readPort(text), port);
  });
}

for (const text of [
  '',
  '0',
  '65536',
  '99999',
  '100000',
  '-1',
  '+80',
  ' 80',
  '80\n',
  '8e1',
  '0x50',
  '80.0',
  'http',
  'NaN',
  '٨٠',
]) {
  test(`refuses ${JSON.stringify(text)} as a port, and names the range`, () => {
    assert.throws(() => readPort(text), { code: 'usage', remedy: /1 to 65535/ });
  });
}
