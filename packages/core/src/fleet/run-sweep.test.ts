import assert from 'node:assert/strict';
import { setImmediate as others } from 'node:timers/promises';
import { test } from 'node:test';
import { ConsentryError, type ErrorCode, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import type { Fetch } from '../ports.ts';
import { Secret } from '../secret.ts';
import { createApis } from '../apis/apis.ts';
import { aCustomer, aFleet, aPartner, aTask, aTimer, someItems } from '../../test/a-sweep.ts';
import { anAnswer, aRandom } from '../../test/builders.ts';
import { relationshipsTask } from './tasks/relationships.ts';
import { rowLimits } from './collect-rows.ts';
import { createPlaces } from './places.ts';
import { itemLeaseMs } from './claims.ts';
import type { SweepItem } from './sweep-task.ts';

const refuse = (code: ErrorCode, options: ConstructorParameters<typeof ConsentryError>[1] = {}) => {
  throw new ConsentryError(code, options);
};

/** Counts how often each customer was done, and how many at once. */
function aCounter() {
  const runs = new Map<TenantId, number>();
  let [atWork, most] = [0, 0];
  return {
    runs,
    most: () => most,
    total: () => [...runs.values()].reduce((sum, count) => sum + count, 0),
    /** @returns the how many-th run of all it is */
    async count({ customer }: SweepItem): Promise<number> {
      runs.set(customer, (runs.get(customer) ?? 0) + 1);
      const number = this.total();
      atWork += 1;
      most = Math.max(most, atWork);
      await others();
      atWork -= 1;
      return number;
    },
  };
}

test('does every customer once, within its places, and ends', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(50));
  const task = aTask(async (item) => {
    await counter.count(item);
    return [{ name: item.customerName ?? null }];
  });
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  assert.deepEqual([counter.runs.size, counter.total(), counter.most()], [50, 50, 4]);
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.open, counts.rows], [50, 0, 50]);
  assert.equal((await fleet.store.find(sweep.id))?.state, 'ended');
});

test('lets two sweeps share the places of one process', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const places = createPlaces(3);
  const task = aTask(async (item) => (await counter.count(item), []));
  const [one, other] = [await fleet.start(someItems(20)), await fleet.start(someItems(20, aPartner(1), 101))];
  const runs = [fleet.work(one, task, { places }), fleet.work(other, task, { places })];
  assert.deepEqual(await Promise.all(runs.map(({ ended }) => ended)), ['ended', 'ended']);
  assert.deepEqual([counter.total(), counter.most()], [40, 3]);
});

test('tells what became of each customer, and failures keep nobody else from being done', async () => {
  const fleet = aFleet();
  const heard: string[] = [];
  const codes: Record<string, ErrorCode> = {
    [aCustomer(2)]: 'tenant_setup',
    [aCustomer(3)]: 'api_not_found',
    [aCustomer(4)]: 'api_bad_response',
  };
  const sweep = await fleet.start(someItems(6));
  const task = aTask(async ({ customer }) => {
    if (customer === aCustomer(5)) throw new TypeError('a mistake');
    const code = codes[customer];
    return code === undefined ? [] : refuse(code, { facts: { tenant: customer } });
  });
  await fleet.work(sweep, task, { onEnd: (end) => heard.push(end) }).ended;
  const items = await fleet.store.listItems(sweep.id, { state: 'failed', limit: 9 });
  assert.deepEqual(
    items.map(
      ({ outcome }) => outcome?.state === 'failed' && [outcome.code, outcome.failureClass, outcome.reach],
    ),
    [
      ['tenant_setup', 'tenant', 'customer'],
      ['api_not_found', 'caller', 'customer'],
      ['api_bad_response', 'ours', 'customer'],
      ['internal_error', 'ours', 'customer'],
    ],
  );
  assert.deepEqual(heard.toSorted(), ['caller', 'done', 'done', 'ours', 'ours', 'tenant']);
});

test('tries passing trouble again, later, and gives up in the end', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(3));
  const task = aTask(async (item) => {
    await counter.count(item);
    const tried = counter.runs.get(item.customer) ?? 0;
    if (item.customer === aCustomer(2) && tried < 3) refuse('api_unavailable');
    return item.customer === aCustomer(3) ? refuse('idp_timeout') : [];
  });
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  assert.deepEqual([...counter.runs.values()], [1, 3, 5]);
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.failed], [2, { retry: 1 }]);
});

test('asks an API that wants to be left alone not before its time is over, and does others meanwhile', async () => {
  const fleet = aFleet();
  const at: [number, number][] = [];
  const sweep = await fleet.start(someItems(20));
  let isRefused = false;
  const task = aTask(async ({ customer }) => {
    at.push([Number(customer.slice(-4)), fleet.clock.at]);
    if (customer !== aCustomer(1) || isRefused) return [];
    isRefused = true;
    return refuse('api_throttled', { retryAfterMs: 600_000 });
  });
  await fleet.work(sweep, task, { places: createPlaces(1) }).ended;
  const first = at.filter(([number]) => number === 1).map(([, when]) => when);
  assert.ok((first[1] ?? 0) - (first[0] ?? 0) >= 600_000);
  assert.equal(at.at(-1)?.[0], 1);
  assert.ok(at.slice(0, -1).every(([, when]) => when < (first[0] ?? 0) + 60_000));
});

test('meets a dead grant once, and ends the other customers of its partner for the same reason', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start([...someItems(1000), ...someItems(10, aPartner(2), 2001)]);
  const acquire = async ({ partner, customer }: { partner: TenantId; customer?: TenantId | undefined }) => {
    await counter.count({ customer } as SweepItem);
    if (partner === aPartner(1)) refuse('consent_needed', { facts: { tenant: partner } });
  };
  const task = aTask(async () => [], { resources: ['graph'] });
  const heard: string[] = [];
  assert.equal(await fleet.work(sweep, task, { acquire, onEnd: (end) => heard.push(end) }).ended, 'ended');
  assert.ok(counter.total() <= 20, `${counter.total()} tokens were asked for`);
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.failed], [10, { consent: 1000 }]);
  assert.equal(heard.filter((end) => end === 'consent').length, 1000);
  const [cause] = await fleet.store.listCauses(sweep.id);
  assert.deepEqual([cause?.code, cause?.count], ['consent_needed', 1000]);
});

test('stops for trouble of our own in clear words, calls it no customer’s, and does the rest when it is mended', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(30));
  let isMended = false;
  const task = aTask(async (item) => {
    const number = await counter.count(item);
    return number > 10 && !isMended ? refuse('client_credential') : [];
  });
  assert.equal(await fleet.work(sweep, task).ended, 'left');
  const stopped = await fleet.store.find(sweep.id);
  assert.deepEqual([stopped?.state, stopped?.stoppedBy?.code], ['stopped', 'client_credential']);
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.open, counts.failed], [10, 20, {}]);
  isMended = true;
  await fleet.store.resume(sweep.id, fleet.clock.at);
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  assert.equal((await fleet.store.count(sweep.id)).done, 30);
});

test('is interrupted by what passes by itself, and nothing of it is an outcome', async () => {
  const fleet = aFleet();
  const sweep = await fleet.start(someItems(5));
  let isOut = true;
  const task = aTask(async () => (isOut ? refuse('policies_unconfirmed') : []));
  assert.equal(await fleet.work(sweep, task).ended, 'interrupted');
  assert.deepEqual((await fleet.store.find(sweep.id))?.state, 'running');
  isOut = false;
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  assert.equal((await fleet.store.count(sweep.id)).done, 5);
});

test('gives each partner its share of the places while another one hangs', async () => {
  const fleet = aFleet();
  const hanging = Promise.withResolvers<void>();
  const sweep = await fleet.start([...someItems(40), ...someItems(40, aPartner(2), 101)]);
  const task = aTask(async ({ partner }) => {
    if (partner === aPartner(1)) await hanging.promise;
    return [];
  });
  const run = fleet.work(sweep, task);
  const isDone = async () =>
    (await fleet.store.listItems(sweep.id, { state: 'done', limit: 99 })).filter(
      ({ partner }) => partner === aPartner(2),
    ).length;
  while ((await isDone()) < 40) await others();
  hanging.resolve();
  assert.equal(await run.ended, 'ended');
});

test('keeps the share of a partner free whose tokens take longer than those of one that hangs', async () => {
  const fleet = aFleet();
  const hanging = Promise.withResolvers<void>();
  const sweep = await fleet.start([...someItems(40), ...someItems(40, aPartner(2), 101)]);
  const counter = aCounter();
  const task = aTask(
    async (item) => {
      if (item.partner === aPartner(1)) await hanging.promise;
      else await counter.count(item);
      return [];
    },
    { resources: ['graph'] },
  );
  const acquire = async ({ partner }: { partner: TenantId }): Promise<void> => {
    for (let turns = 0; partner === aPartner(2) && turns < 20; turns++) await others();
  };
  const run = fleet.work(sweep, task, { acquire });
  for (let turns = 0; turns < 5_000 && counter.total() < 40; turns++) await others();
  assert.equal(counter.total(), 40);
  hanging.resolve();
  assert.equal(await run.ended, 'ended');
});

test('goes on after a kill with the remainder only, and what was in flight has the same request ids', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const ids = new Map<TenantId, Set<string>>();
  const hanging = Promise.withResolvers<void>();
  let isKilled = false;
  const sweep = await fleet.start(someItems(40));
  const task = aTask(async (item) => {
    const known = ids.get(item.customer) ?? new Set();
    ids.set(item.customer, known.add(item.requestId('write')));
    const number = await counter.count(item);
    if (number > 20 && !isKilled) await hanging.promise;
    return [];
  });
  fleet.work(sweep, task);
  while (counter.total() < 24) await others();
  const before = await fleet.store.listItems(sweep.id, { state: 'done', limit: 99 });
  assert.equal(before.length, 20);
  // The process is gone: it neither settles nor releases anything.
  isKilled = true;
  const killed = new Set(
    [...counter.runs.keys()].filter((customer) => !before.some((item) => item.customer === customer)),
  );
  fleet.clock.at += itemLeaseMs;
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  for (const [customer, runs] of counter.runs) assert.equal(runs, killed.has(customer) ? 2 : 1);
  assert.ok([...ids.values()].every((own) => own.size === 1));
  assert.equal(new Set([...ids.values()].flatMap((own) => [...own])).size, 40);
  hanging.resolve();
});

test('does not do again what may not be done twice: its outcome is unknown', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const hanging = Promise.withResolvers<void>();
  const sweep = await fleet.start(someItems(10));
  const task = aTask(
    async (item) => {
      if ((await counter.count(item)) <= 4) await hanging.promise;
      return [];
    },
    { isRepeatable: false },
  );
  fleet.work(sweep, task);
  while (counter.total() < 4) await others();
  fleet.clock.at += itemLeaseMs;
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.unknown], [6, 4]);
  assert.ok([...counter.runs.values()].every((runs) => runs === 1));
  const [item] = await fleet.store.listItems(sweep.id, { state: 'unknown', limit: 1 });
  assert.equal(item?.outcome?.state === 'unknown' && item.outcome.code, 'sweep_outcome_unknown');
  hanging.resolve();
});

test('does not try again a write that may not be made twice', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(1));
  const task = aTask(async (item) => (await counter.count(item), refuse('api_unavailable')), {
    isRepeatable: false,
  });
  await fleet.work(sweep, task).ended;
  assert.deepEqual([counter.total(), (await fleet.store.count(sweep.id)).failed], [1, { retry: 1 }]);
});

test('gives back what is at work when the process ends, and another finishes it', async () => {
  const fleet = aFleet();
  const hanging = Promise.withResolvers<void>();
  let isFirst = true;
  const sweep = await fleet.start(someItems(10));
  const task = aTask(async ({ signal }) => {
    if (isFirst) await hanging.promise;
    signal.throwIfAborted();
    return [];
  });
  const run = fleet.work(sweep, task);
  await others();
  run.abort();
  assert.equal(await run.ended, 'left');
  isFirst = false;
  // Without waiting for a lease.
  const before = fleet.clock.at;
  assert.equal(await fleet.work(sweep, task).ended, 'ended');
  assert.ok(fleet.clock.at - before < itemLeaseMs);
  assert.equal((await fleet.store.count(sweep.id)).done, 10);
  hanging.resolve();
});

test('shares a sweep with other processes, and no customer is done twice', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(100));
  const task = aTask(async (item) => (await counter.count(item), []));
  const ends = await Promise.all([1, 2, 3].map(() => fleet.work(sweep, task).ended));
  assert.deepEqual(ends.toSorted(), ['ended', 'left', 'left']);
  assert.deepEqual([counter.runs.size, counter.total()], [100, 100]);
});

test('keeps no more of a customer than there is room for, and says so', async () => {
  const fleet = aFleet();
  const sweep = await fleet.start(someItems(1));
  const line = 'x'.repeat(1000);
  let asked = 0;
  const task = aTask(async function* () {
    for (;;) {
      asked += 1;
      yield { line };
    }
  });
  await fleet.work(sweep, task).ended;
  const [item] = await fleet.store.listItems(sweep.id, { limit: 1 });
  assert.ok(item?.outcome?.state === 'done' && item.outcome.isCut);
  assert.ok(item.outcome.rows > 900 && asked === item.outcome.rows + 1);
  const [kept] = await Array.fromAsync(fleet.store.rows(sweep.id));
  assert.ok(Buffer.byteLength(JSON.stringify(kept?.rows)) <= rowLimits.bytes + 2);
});

test('acquires tokens ahead, and a customer without one takes no place', async () => {
  const fleet = aFleet();
  const acquired: string[] = [];
  const counter = aCounter();
  const sweep = await fleet.start(someItems(10));
  const task = aTask(
    async (item) => {
      assert.ok(acquired.includes(`graph ${item.customer}`) && acquired.includes('partner-center undefined'));
      await counter.count(item);
      return [];
    },
    { resources: ['partner-center', 'graph'] },
  );
  await fleet.work(sweep, task, {
    async acquire({ resource, customer }) {
      if (customer === aCustomer(3)) refuse('tenant_setup', { facts: { tenant: aCustomer(3) } });
      acquired.push(`${resource} ${customer}`);
    },
  }).ended;
  assert.equal(counter.total(), 9);
  assert.deepEqual((await fleet.store.count(sweep.id)).failed, { tenant: 1 });
});

test('refuses parameters that the task does not take', async () => {
  const fleet = aFleet();
  const sweep = await fleet.start(someItems(1), { params: { unknown: 1 } });
  assert.throws(
    () =>
      fleet.work(
        sweep,
        aTask(async () => []),
      ),
    (error) => isConsentryError(error, 'invalid_request'),
  );
});

test('leaves at once a sweep that was stopped', async () => {
  const fleet = aFleet();
  const counter = aCounter();
  const sweep = await fleet.start(someItems(20));
  await fleet.store.stop(sweep.id, 1);
  assert.equal(
    await fleet.work(
      sweep,
      aTask(async (item) => (await counter.count(item), [])),
    ).ended,
    'left',
  );
  assert.equal(counter.total(), 0);
});

test('does every customer of a partner whose own tenant is asked for all of them and keeps closing its doors', async () => {
  const fleet = aFleet();
  const [closedForMs, between, customers] = [30_000, 50, 1_000];
  let [served, openAt] = [0, 0];
  const fetch: Fetch = async () => {
    served += 1;
    if (fleet.clock.at >= openAt && served % between !== 0) return anAnswer({ value: [] });
    openAt = fleet.clock.at + closedForMs;
    return anAnswer('', { status: 429, headers: { 'retry-after': '30' } });
  };
  const timer = aTimer(fleet.clock);
  const apis = createApis({ fetch, timer, random: aRandom(), budgetMs: 5_000 }, () => async () => ({
    value: Secret.of('access'),
    baseUrl: 'https://graph.microsoft.com',
  }));
  const sweep = await fleet.start(someItems(customers));
  await fleet.work(sweep, relationshipsTask, { apis, timer }).ended;
  const counts = await fleet.store.count(sweep.id);
  assert.deepEqual([counts.done, counts.failed], [customers, {}]);
});
