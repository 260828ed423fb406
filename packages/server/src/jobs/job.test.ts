import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createJob, type Job } from './job.ts';

function aTask() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let started = 0;
  const task = (): Promise<void> => {
    started += 1;
    return promise;
  };
  return { task, resolve, reject, started: () => started };
}

const nothing = (): void => undefined;
const aTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Waits, and knows whether it still does. */
function waitFor(job: Job) {
  let settled = false;
  const wait = async (): Promise<void> => {
    await job.settled();
    settled = true;
  };
  return { waited: wait(), isSettled: () => settled };
}

test('a job in flight is waited for, and no second one runs beside it', async () => {
  const { task, resolve, started } = aTask();
  const job = createJob([task], { error: nothing }, 'failed');
  job.run();
  job.run();
  const { waited, isSettled } = waitFor(job);
  await aTurn();
  assert.equal(isSettled(), false);
  assert.equal(started(), 1);
  resolve();
  await waited;
  job.run();
  assert.equal(started(), 2);
});

test('a job that fails is logged once the others are done, and the next one runs', async () => {
  const [failing, slow] = [aTask(), aTask()];
  const logged: string[] = [];
  const job = createJob(
    [failing.task, slow.task],
    { error: (_fields, message) => void logged.push(message) },
    'the store could not be tidied',
  );
  job.run();
  failing.reject(new Error('busy'));
  await aTurn();
  const { waited, isSettled } = waitFor(job);
  await aTurn();
  assert.equal(isSettled(), false, 'the other task still works on the store');
  slow.resolve();
  await waited;
  assert.deepEqual(logged, ['the store could not be tidied']);
  job.run();
  assert.equal(failing.started(), 2);
});

test('nothing is waited for where nothing runs', async () => {
  await createJob([], { error: nothing }, 'failed').settled();
});
