import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherPartner, partner } from '../../test/a-store.ts';
import type { JournalledEntry } from '../stores/revocations/revocation-journal.ts';
import { findStopped } from './find-stopped.ts';

const store = 'AAAAAAAAAAAAAAAA';
const minuteMs = 60_000;

function line(
  act: 'stop' | 'resume',
  atMinute: number,
  change: Partial<Pick<JournalledEntry, 'store' | 'authentic'>> = {},
): JournalledEntry {
  return { act, at: atMinute * minuteMs, of: partner, store, authentic: true, ...change };
}

for (const [what, journals] of [
  ['a stop', [[line('stop', 1)]]],
  ['a stop after a resume', [[line('stop', 1), line('resume', 2), line('stop', 3)]]],
  ['a resume that was written before, whatever its clock', [[line('resume', 9), line('stop', 1)]]],
  ['a resume elsewhere, within what clocks may differ', [[line('stop', 10)], [line('resume', 15)]]],
  ['a resume elsewhere that came before', [[line('stop', 10)], [line('resume', 1)]]],
  ['a resume of another store', [[line('stop', 1), line('resume', 90, { store: 'BBBBBBBBBBBBBBBB' })]]],
  ['a resume that does not verify', [[line('stop', 1), line('resume', 90, { authentic: false })]]],
  ['a stop of another store', [[line('stop', 1, { store: 'BBBBBBBBBBBBBBBB' })]]],
  ['a stop that does not verify', [[line('stop', 1, { authentic: false })]]],
  [
    'of two stops, one that is not resumed for certain',
    [[line('stop', 1), line('resume', 30)], [line('stop', 29)]],
  ],
] as const) {
  test(`stays stopped: ${what}`, () => {
    assert.deepEqual(findStopped(journals, store), [partner]);
  });
}

for (const [what, journals] of [
  ['a resume that was written after, whatever its clock', [[line('stop', 9), line('resume', 1)]]],
  ['a resume elsewhere, later than clocks may differ', [[line('stop', 10)], [line('resume', 16)]]],
  ['a resume without a stop', [[line('resume', 1)]]],
] as const) {
  test(`goes on: ${what}`, () => {
    assert.deepEqual(findStopped(journals, store), []);
  });
}

test('a resume of one partner lets no other go on, nor everything', () => {
  const journal = [
    line('stop', 1),
    { ...line('stop', 1), act: 'stop' as const, of: otherPartner },
    { ...line('stop', 1), act: 'stop' as const, of: 'everything' as const },
    line('resume', 2),
  ];
  assert.deepEqual(findStopped([journal], store), [otherPartner, 'everything']);
});
