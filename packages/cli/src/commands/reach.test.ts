import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeReach } from './reach.ts';

const [first, second] = ['2026-11-01T10:00:00.000Z', '2026-11-26T10:00:00.000Z'];
const because = { code: 'tenant_setup', aadsts: 65001, remedy: 'Give consent.' };

for (const [reach, words] of [
  [{ state: 'works', since: first }, `works since ${first}`],
  [
    { state: 'lost', since: second, because, before: { since: first } },
    `lost on ${second} because tenant_setup AADSTS65001; worked since ${first}`,
  ],
  [
    { state: 'regained', since: second, before: { since: first, because: { code: 'ca_blocked' } } },
    `regained on ${second}; lost on ${first} because ca_blocked`,
  ],
  [
    { state: 'never', since: first, because },
    `never worked because tenant_setup AADSTS65001; looked at since ${first}`,
  ],
] as const) {
  test(`says of an API in one line: ${words}`, () => assert.equal(describeReach(reach), words));
}
