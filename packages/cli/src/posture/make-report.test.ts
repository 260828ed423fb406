import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, type ErrorCode } from '@consentry/core';
import { createRemote, Secret } from '@consentry/core/remote';
import { aPostureReport } from '../../test/a-posture-report.ts';
import { makeReport } from './make-report.ts';

const report = aPostureReport();
const begun = { id: report.id, partner: report.partner, startedAt: '2026-11-26T12:00:00.000Z' };

type Answer = typeof begun | typeof report | ErrorCode | 'nobody';

/** Waits for a report of a broker that answers so, one time after another; the last answer stays. */
function waitFor(answers: readonly Answer[]) {
  const asked: string[] = [];
  let now = 0;
  let waits = 0;
  const remote = createRemote({
    baseUrl: 'http://127.0.0.1:44396',
    key: Secret.of('a-key'),
    async send({ method }) {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(method);
      if (answer === undefined || answer === 'nobody') throw new TypeError('fetch failed');
      return typeof answer === 'string' ? refuse(answer) : Response.json(answer);
    },
  });
  const made = makeReport(
    {
      remote,
      timer: { elapsed: () => now, wait: async (ms) => void (now += ms) },
      onWait: () => void (waits += 1),
    },
    report.partner,
  );
  return { made, asked, waits: () => waits, waitedMs: () => now };
}

function refuse(code: ErrorCode): Response {
  const { message, remedy, entry } = new ConsentryError(code);
  const body = { code, message, remedy, retry: entry.retry, requestId: 'a-request', facts: {} };
  return Response.json({ error: body }, { status: entry.status });
}

test('begins a report once, and waits until it is there, also while the broker is away', async () => {
  const { made, asked, waits } = waitFor([begun, 'posture_under_way', 'nobody', 'posture_under_way', report]);
  assert.deepEqual(await made, report);
  assert.deepEqual(asked, ['POST', 'GET', 'GET', 'GET', 'GET']);
  assert.equal(waits(), 3);
});

test('begins again where the broker is at work on as many as it can, and says at once where there is none', async () => {
  const { made, asked } = waitFor(['overloaded', 'overloaded', begun, report]);
  assert.deepEqual(await made, report);
  assert.deepEqual(asked, ['POST', 'POST', 'POST', 'GET']);
  const nobody = waitFor(['nobody']);
  await assert.rejects(nobody.made, { code: 'broker_unreachable' });
  assert.equal(nobody.waitedMs(), 0);
});

test('ends with what ended the report, and after two minutes without a broker', async () => {
  await assert.rejects(waitFor([begun, 'posture_under_way', 'posture_unfinished']).made, {
    code: 'posture_unfinished',
  });
  const away = waitFor([begun, 'posture_under_way', 'nobody']);
  await assert.rejects(away.made, { code: 'broker_unreachable' });
  assert.ok(away.waitedMs() >= 120_000 && away.waitedMs() < 130_000);
});
