import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cleaning, createCleaning } from './cleaning.ts';

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
function waitFor(cleaning: Cleaning) {
  let settled = false;
  const wait = async (): Promise<void> => {
    await cleaning.settled();
    settled = true;
  };
  return { waited: wait(), isSettled: () => settled };
}

test('a cleaning in flight is waited for, and no second one runs beside it', async () => {
  const { task, resolve, started } = aTask();
  const cleaning = createCleaning([task], { error: nothing });
  cleaning.run();
  cleaning.run();
  const { waited, isSettled } = waitFor(cleaning);
  await aTurn();
  assert.equal(isSettled(), false);
  assert.equal(started(), 1);
  resolve();
  await waited;
  cleaning.run();
  assert.equal(started(), 2);
});

test('a cleaning that fails is logged once the others are done, and the next one runs', async () => {
  const [failing, slow] = [aTask(), aTask()];
  const logged: string[] = [];
  const cleaning = createCleaning([failing.task, slow.task], {
    error: (_fields, message) => void logged.push(message),
  });
  cleaning.run();
  failing.reject(new Error('busy'));
  await aTurn();
  const { waited, isSettled } = waitFor(cleaning);
  await aTurn();
  assert.equal(isSettled(), false, 'the other task still works on the store');
  slow.resolve();
  await waited;
  assert.deepEqual(logged, ['the store could not be tidied']);
  cleaning.run();
  assert.equal(failing.started(), 2);
});

test('nothing is waited for where nothing runs', async () => {
  await createCleaning([], { error: nothing }).settled();
});
