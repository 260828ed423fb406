import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aSweepStatus } from '../../test/a-sweep-status.ts';
import { createProgress, describeProgress, type Progress } from './progress.ts';

const widest = 80;

/** What is written while time goes as the test says. */
function shown(isTerminal: boolean, act: (progress: Progress, pass: (ms: number) => void) => void): string {
  let now = 0;
  let text = '';
  const timer = { elapsed: () => now, wait: () => Promise.reject(new Error('nobody waits')) };
  const progress = createProgress((some) => void (text += some), isTerminal, timer);
  act(progress, (ms) => void (now += ms));
  return text;
}

/** What a terminal shows of it: each line as it was written over last. */
function seen(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    const cells: string[] = [];
    for (const part of line.split('\r'))
      for (const [column, cell] of Array.from(part).entries()) cells[column] = cell;
    return cells.join('').trimEnd();
  });
}

test('says how many are done with, how many failed, how fast it goes and how long it takes', () => {
  const status = aSweepStatus({ total: 400, open: 280, done: 117, failed: { tenant: 2, retry: 1 } });
  assert.equal(
    describeProgress({ ...status, perSecond: 12.53, secondsLeft: 22 }),
    '120 of 400, 3 failed, 13 a second, 22 s left',
  );
  assert.equal(describeProgress({ ...status, failed: {}, perSecond: 0.0794 }), '120 of 400, 0.079 a second');
  assert.equal(describeProgress({ ...status, unknown: 2 }), '120 of 400, 5 failed');
  assert.equal(describeProgress({ ...status, state: 'preparing' }), 'listing customers: 400 so far');
});

for (const [secondsLeft, words] of [
  [89, '89 s left'],
  [90, '2 min left'],
  [5_399, '90 min left'],
  [5_400, '1.5 h left'],
] as const) {
  test(`says ${words} of ${secondsLeft} seconds`, () => {
    assert.ok(describeProgress(aSweepStatus({ total: 2, open: 1, secondsLeft })).endsWith(words));
  });
}

test('writes over one line of a terminal, and leaves nothing of a longer one', () => {
  const text = shown(true, (progress) => {
    progress.show(aSweepStatus({ state: 'preparing', total: 0, open: 0 }));
    progress.show(aSweepStatus({ total: 32, open: 24, perSecond: 8, secondsLeft: 100 }));
    progress.show(aSweepStatus({ total: 32, open: 0 }));
    progress.end();
  });
  assert.deepEqual(seen(text), ['[################] 32 of 32', '']);
  assert.match(text, /^\rlisting customers: 0 so far\r\[####\.{12}\] 8 of 32, 8 a second, 2 min left\r/);
});

test('fits into a terminal of 80 columns with 10,000 customers', () => {
  const many = { total: 10_000, open: 2, done: 9_499, failed: { retry: 499 } };
  const text = shown(true, (progress, pass) => {
    progress.show(aSweepStatus({ ...many, perSecond: 123.4, secondsLeft: 5_399 }));
    pass(89_000);
    progress.show(aSweepStatus(many));
    progress.away();
  });
  assert.deepEqual(
    text.split('\r').filter((line) => line.length > widest),
    [],
  );
});

test('says that it waits, and no rate, once nothing has ended for a while', () => {
  const late = { total: 10, open: 1, done: 9, perSecond: 0.3, secondsLeft: 3 };
  const text = shown(true, (progress, pass) => {
    progress.show(aSweepStatus(late));
    pass(40_000);
    progress.show(aSweepStatus(late));
  });
  assert.deepEqual(seen(text), ['[##############..] 9 of 10, none for 40 s, waiting to retry']);
});

test('writes a plain line every ten seconds where there is no terminal', () => {
  const text = shown(false, (progress, pass) => {
    for (let open = 30; open > 0; open--) {
      progress.show(aSweepStatus({ total: 30, open }));
      pass(1_000);
    }
    progress.away();
    progress.end();
  });
  assert.deepEqual(text.split('\n'), [
    '0 of 30',
    '10 of 30',
    '20 of 30',
    'the broker does not answer; it is asked again for two minutes',
    '',
  ]);
});
