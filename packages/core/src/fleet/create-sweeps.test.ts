import assert from 'node:assert/strict';
import { setImmediate as others } from 'node:timers/promises';
import { test } from 'node:test';
import type { Apis } from '../apis/apis.ts';
import { ConsentryError } from '../errors.ts';
import { aClock, aRandom } from '../../test/builders.ts';
import { aCustomer, aTask, aTimer, someItems } from '../../test/a-sweep.ts';
import { createSweeps } from './create-sweeps.ts';
import { createMemorySweepStore } from './memory-sweep-store.ts';
import { createPlaces } from './places.ts';
import type { AnySweepTask } from './sweep-task.ts';

function someSweeps(task: AnySweepTask) {
  const clock = aClock();
  return createSweeps({
    store: createMemorySweepStore(),
    tasks: [task],
    // No task of these tests calls an API.
    apis: undefined as unknown as Apis,
    acquire: async () => undefined,
    places: createPlaces(2),
    clock,
    timer: aTimer(clock),
    random: aRandom(),
  });
}

test('sweeps in a program of its own, and says what came of it', async () => {
  const sweeps = someSweeps(
    aTask(async ({ customer }) => {
      if (customer === aCustomer(2)) throw new ConsentryError('tenant_setup');
      return [{ n: 1 }];
    }),
  );
  const id = await sweeps.create({ task: 'test', customers: someItems(5) });
  assert.equal(await sweeps.run(id), 'ended');
  const { counts, causes } = await sweeps.report(id);
  assert.deepEqual([counts.done, counts.failed, causes[0]?.code], [4, { tenant: 1 }, 'tenant_setup']);
});

test('is let go by a signal, and does what is left when it is run again', async () => {
  const hanging = Promise.withResolvers<void>();
  let isHanging = true;
  const sweeps = someSweeps(
    aTask(async () => {
      if (isHanging) await hanging.promise;
      return [];
    }),
  );
  const id = await sweeps.create({ task: 'test', customers: someItems(4) });
  const leaving = new AbortController();
  const run = sweeps.run(id, leaving.signal);
  await others();
  leaving.abort();
  assert.equal(await run, 'left');
  isHanging = false;
  assert.equal(await sweeps.run(id), 'ended');
  assert.equal((await sweeps.report(id)).counts.done, 4);
  hanging.resolve();
});

test('refuses a task that there is not', async () => {
  const sweeps = someSweeps(aTask(async () => []));
  await assert.rejects(sweeps.create({ task: 'other', customers: [] }), { code: 'unknown_task' });
});
