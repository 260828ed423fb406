import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError } from '@consentry/core';
import { createRemote, Secret } from '@consentry/core/remote';
import { aSweepStatus } from '../../test/a-sweep-status.ts';
import { followSweep, type SweepStatus } from './follow-sweep.ts';

type Answer = SweepStatus | 'nobody';

/** Follows a sweep of a broker that answers so, one time after another; the last answer stays. */
function follow(answers: readonly Answer[]) {
  let [now, asked] = [0, 0];
  const heard: string[] = [];
  const remote = createRemote({
    baseUrl: 'http://127.0.0.1:44396',
    key: Secret.of('a-key'),
    async send() {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (answer === undefined || answer === 'nobody') throw new TypeError('fetch failed');
      return Response.json(answer);
    },
  });
  const ended = followSweep(
    {
      remote,
      timer: { elapsed: () => now, wait: async (ms) => void (now += ms) },
      onProgress: ({ open }) => void heard.push(`${open} open`),
      onAway: () => void heard.push('away'),
    },
    'swp_AAAAAAAAAAAAAAAAAAAAAA',
  );
  return { ended, heard, waitedMs: () => now };
}

const running = aSweepStatus({ open: 5 });
const over = aSweepStatus({ state: 'ended', open: 0 });

test('follows a sweep to its end, and tells each time how it stands', async () => {
  const { ended, heard } = follow([aSweepStatus(), running, over]);
  assert.deepEqual(await ended, over);
  assert.deepEqual(heard, ['10 open', '5 open', '0 open']);
});

test('ends with a sweep that was stopped', async () => {
  const stopped = aSweepStatus({ state: 'stopped', open: 5 });
  assert.deepEqual(await follow([running, stopped]).ended, stopped);
});

test('waits for a broker that is started again, and says once that it does not answer', async () => {
  const { ended, heard } = follow([running, 'nobody', 'nobody', running, 'nobody', over]);
  assert.deepEqual(await ended, over);
  assert.deepEqual(heard, ['5 open', 'away', '5 open', 'away', '0 open']);
});

test('gives up on a broker that stays away for two minutes', async () => {
  const { ended, waitedMs } = follow([running, 'nobody']);
  await assert.rejects(
    ended,
    (error) => error instanceof ConsentryError && error.code === 'broker_unreachable',
  );
  assert.equal(waitedMs(), 120_000);
});
