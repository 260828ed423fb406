import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { ConsentryError } from '../src/errors.ts';
import { toFailure } from '../src/fleet/sweep.ts';
import type { ClaimedItem, Settlement, SweepStore } from '../src/fleet/sweep-store.ts';
import { aCustomer, aPartner, aSweep, someItems } from './a-sweep.ts';

type Test = (name: string, body: (t: TestContext) => Promise<void>) => void;

const failure = toFailure(new ConsentryError('tenant_setup', { facts: { aadsts: 65001 } }));
const claim = (
  limit: number,
  at = 1000,
  change: { until?: number; except?: readonly ReturnType<typeof aPartner>[] } = {},
) => ({
  limit,
  at,
  until: at + 60_000,
  except: [],
  ...change,
});
const done = (item: ClaimedItem, rows: readonly { n: number }[] = []): Settlement => ({
  item,
  is: 'over',
  outcome: { state: 'done', rows: rows.length, isCut: false },
  rows,
  at: 2000,
});
const failed = (item: ClaimedItem, code: 'tenant_setup' | 'api_throttled' = 'tenant_setup'): Settlement => ({
  item,
  is: 'over',
  outcome: { state: 'failed', reach: 'customer', ...toFailure(new ConsentryError(code)) },
  rows: [],
  at: 2000,
});
const numbersOf = (items: readonly { readonly customer: string }[] | undefined) =>
  items?.map(({ customer }) => Number(customer.slice(-4)));

/** What every {@link SweepStore} holds. */
export function sweepStoreSuite(
  test: Test,
  open: (t: TestContext) => Promise<SweepStore> | SweepStore,
): void {
  const started = async (t: TestContext, items = someItems(3)) => {
    const store = await open(t);
    const sweep = aSweep();
    await store.create(sweep, items);
    return { store, id: sweep.id };
  };
  const claimed = async (
    store: SweepStore,
    id: Parameters<SweepStore['claim']>[0],
    limit: number,
    at?: number,
  ) => {
    const items = await store.claim(id, claim(limit, at));
    assert.ok(items);
    return items;
  };

  test('keeps a sweep as it was given', async (t) => {
    const store = await open(t);
    const sweep = aSweep({
      params: { query: 'DeviceInfo | take 1' },
      source: { kind: 'partner-center', filter: { name: 'con' } },
      isDryRun: true,
      concurrency: 3,
    });
    await store.create(sweep);
    assert.deepEqual(await store.find(sweep.id), { ...sweep, state: 'preparing', endedBefore: 0 });
    assert.equal(await store.find(aSweep().id), undefined);
  });

  test('lists the newest sweep first, page by page, and those under way', async (t) => {
    const store = await open(t);
    const sweeps = [aSweep(), aSweep(), aSweep()];
    for (const sweep of sweeps) await store.create(sweep, []);
    const [first, second, third] = sweeps.map(({ id }) => id);
    const ids = async (page: Parameters<SweepStore['list']>[0]) =>
      (await store.list(page)).map(({ id }) => id);
    assert.deepEqual(await ids({ limit: 2 }), [third, second]);
    assert.deepEqual(await ids({ limit: 2, after: second }), [first]);
    assert.ok(second);
    await store.stop(second, 1);
    assert.deepEqual(
      (await store.listUnderWay()).map(({ id }) => id),
      [first, third],
    );
  });

  test('is prepared first where its customers are not known, and runs after that', async (t) => {
    const store = await open(t);
    const { id } = aSweep();
    await store.create({ ...aSweep(), id });
    assert.equal(await store.claim(id, claim(1)), undefined);
    await store.addItems(id, someItems(2));
    // After a kill they are listed again.
    await store.addItems(id, someItems(3));
    assert.deepEqual([await store.begin(id, 500), await store.begin(id, 500)], [true, false]);
    assert.equal((await store.find(id))?.runningSince, 500);
    assert.deepEqual(numbersOf(await store.claim(id, claim(9))), [1, 2, 3]);
  });

  test('gives a customer to one claimant, and the partners in turn', async (t) => {
    const items = [...someItems(4), ...someItems(2, aPartner(2), 11)];
    const { store, id } = await started(t, items);
    assert.deepEqual(numbersOf(await claimed(store, id, 3)), [1, 11, 2]);
    assert.deepEqual(numbersOf(await store.claim(id, claim(9, 1000, { except: [aPartner(1)] }))), [12]);
    assert.deepEqual(numbersOf(await claimed(store, id, 9)), [3, 4]);
    assert.deepEqual(await claimed(store, id, 9), []);
  });

  test('gives a customer to another once the lease has ended, and takes nothing more from the first', async (t) => {
    const { store, id } = await started(t, someItems(1));
    const [first] = await claimed(store, id, 1);
    assert.ok(first);
    assert.deepEqual(await claimed(store, id, 1, 60_999), []);
    const [second] = await claimed(store, id, 1, 61_000);
    assert.ok(second);
    assert.deepEqual([first.lost, second.lost, second.fence > first.fence], [0, 1, true]);
    assert.deepEqual(await store.settle(id, [done(first)]), []);
    assert.deepEqual(await store.extend(id, [first], 999_999), []);
    assert.equal((await store.count(id)).open, 1);
    assert.equal((await store.settle(id, [done(second)])).length, 1);
    assert.equal((await store.count(id)).done, 1);
  });

  test('extends a lease for who has it', async (t) => {
    const { store, id } = await started(t, someItems(1));
    const items = await claimed(store, id, 1);
    assert.deepEqual(await store.extend(id, items, 200_000), items);
    assert.deepEqual(await claimed(store, id, 1, 199_999), []);
    assert.equal(await store.findNextDue(id), 200_000);
  });

  test('defers a customer, and gives back one at once, without calling it lost', async (t) => {
    const { store, id } = await started(t, someItems(2));
    const [first, second] = await claimed(store, id, 2);
    assert.ok(first && second);
    await store.settle(id, [
      { item: first, is: 'deferred', dueAt: 5000 },
      { item: second, is: 'released' },
    ]);
    assert.deepEqual(numbersOf(await claimed(store, id, 9)), [2]);
    const again = await claimed(store, id, 9, 5000);
    assert.deepEqual(
      again.map(({ attempts, lost }) => [attempts, lost]),
      [[1, 0]],
    );
  });

  test('gives out what was released not before it is due, and counts no attempt', async (t) => {
    const { store, id } = await started(t);
    const [first] = await claimed(store, id, 1);
    assert.ok(first);
    await store.settle(id, [{ item: first, is: 'released', dueAt: 5000 }]);
    assert.deepEqual(numbersOf(await claimed(store, id, 9)), [2, 3]);
    const [again] = await claimed(store, id, 1, 5000);
    assert.deepEqual([again?.customer, again?.attempts, again?.lost], [first.customer, 0, 0]);
  });

  test('never gives out a customer that is done with', async (t) => {
    const { store, id } = await started(t);
    const [first, second] = await claimed(store, id, 2);
    assert.ok(first && second);
    await store.settle(id, [done(first), failed(second)]);
    assert.deepEqual(numbersOf(await claimed(store, id, 9, 10_000_000)), [3]);
    assert.deepEqual(await store.settle(id, [failed(first)]), []);
  });

  test('ends those customers of a partner that nobody has claimed', async (t) => {
    const { store, id } = await started(t, [...someItems(4), ...someItems(1, aPartner(2), 11)]);
    const [first] = await claimed(store, id, 1);
    assert.ok(first);
    assert.equal(await store.failPartner(id, aPartner(1), failure, 3000), 3);
    const counts = await store.count(id);
    assert.deepEqual([counts.open, counts.failed], [2, { tenant: 3 }]);
    assert.equal((await store.settle(id, [done(first)])).length, 1);
    assert.deepEqual(await store.listOpenPartners(id), [aPartner(2)]);
    const [item] = await store.listItems(id, { state: 'failed', limit: 1 });
    assert.deepEqual(item?.outcome, { state: 'failed', reach: 'partner', ...failure });
  });

  test('ends once nothing is open, and says so to one', async (t) => {
    const { store, id } = await started(t, someItems(1));
    assert.equal(await store.end(id, 3000), false);
    const [item] = await claimed(store, id, 1);
    assert.ok(item);
    assert.equal(await store.end(id, 3000), false);
    await store.settle(id, [done(item)]);
    assert.equal(await store.findNextDue(id), undefined);
    assert.deepEqual((await Promise.all([store.end(id, 3000), store.end(id, 3000)])).toSorted(), [
      false,
      true,
    ]);
    const ended = await store.find(id);
    assert.deepEqual([ended?.state, ended?.endedAt], ['ended', 3000]);
  });

  test('is stopped for a reason and resumed, and counts from there', async (t) => {
    const { store, id } = await started(t);
    const [first] = await claimed(store, id, 1);
    assert.ok(first);
    await store.settle(id, [done(first)]);
    assert.equal(await store.stop(id, 4000, failure), true);
    assert.equal(await store.stop(id, 5000), false);
    assert.equal(await store.claim(id, claim(1)), undefined);
    const stopped = await store.find(id);
    assert.deepEqual([stopped?.state, stopped?.stoppedAt, stopped?.stoppedBy], ['stopped', 4000, failure]);
    assert.deepEqual([await store.resume(id, 6000), await store.resume(id, 7000)], [true, false]);
    const resumed = await store.find(id);
    assert.deepEqual(
      [resumed?.state, resumed?.runningSince, resumed?.endedBefore, resumed?.stoppedBy],
      ['running', 6000, 1, undefined],
    );
    assert.deepEqual(numbersOf(await claimed(store, id, 9)), [2, 3]);
  });

  test('goes on preparing when it was stopped before it ran', async (t) => {
    const store = await open(t);
    const sweep = aSweep();
    await store.create(sweep);
    await store.stop(sweep.id, 1);
    assert.equal(await store.begin(sweep.id, 2), false);
    await store.resume(sweep.id, 3);
    assert.equal((await store.find(sweep.id))?.state, 'preparing');
  });

  test('keeps the rows of a customer with its outcome, and gives them in order', async (t) => {
    const { store, id } = await started(t);
    const [first, second, third] = await claimed(store, id, 3);
    assert.ok(first && second && third);
    await store.settle(id, [done(third, [{ n: 3 }])]);
    await store.settle(id, [done(first, [{ n: 1 }, { n: 2 }]), done(second)]);
    assert.deepEqual(await Array.fromAsync(store.rows(id)), [
      {
        partner: aPartner(1),
        customer: aCustomer(1),
        customerName: 'Customer 1',
        rows: [{ n: 1 }, { n: 2 }],
      },
      { partner: aPartner(1), customer: aCustomer(3), customerName: 'Customer 3', rows: [{ n: 3 }] },
    ]);
    assert.equal((await store.count(id)).rows, 3);
  });

  test('lists customers by state and class, page by page', async (t) => {
    const { store, id } = await started(t, someItems(5));
    const [first, second, third] = await claimed(store, id, 3);
    assert.ok(first && second && third);
    await store.settle(id, [done(first), failed(second), failed(third, 'api_throttled')]);
    const list = async (query: Partial<Parameters<SweepStore['listItems']>[1]>) =>
      numbersOf(await store.listItems(id, { limit: 9, ...query }));
    assert.deepEqual(await list({}), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ state: 'open' }), [4, 5]);
    assert.deepEqual(await list({ state: 'failed' }), [2, 3]);
    assert.deepEqual(await list({ failureClass: 'retry' }), [3]);
    const after = { partner: aPartner(1), customer: aCustomer(2) };
    assert.deepEqual(await list({ limit: 2, after }), [3, 4]);
    assert.deepEqual(await list({ customer: 'CUSTOMER ' }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ customer: 'customer 4', state: 'open' }), [4]);
    assert.deepEqual(await list({ customer: aCustomer(5).toUpperCase() }), [5]);
    for (const nobody of ['ustomer', 'c%', 'custome_', "' or 1=1", 'Customer 44'])
      assert.deepEqual(await list({ customer: nobody }), [], nobody);
    const [item] = await store.listItems(id, { state: 'done', limit: 1 });
    assert.deepEqual(item, {
      partner: aPartner(1),
      customer: aCustomer(1),
      customerName: 'Customer 1',
      attempts: 1,
      outcome: { state: 'done', rows: 0, isCut: false },
      endedAt: 2000,
    });
  });

  test('tells the causes, the most frequent first, each with examples', async (t) => {
    const { store, id } = await started(t, someItems(6));
    const items = await claimed(store, id, 6);
    await store.settle(
      id,
      items.map((item, index) => (index === 0 ? failed(item, 'api_throttled') : failed(item))),
    );
    const [first, second] = await store.listCauses(id);
    assert.deepEqual([first?.code, first?.count, numbersOf(first?.examples)], ['tenant_setup', 5, [2, 3, 4]]);
    assert.deepEqual([second?.code, second?.failureClass, second?.count], ['api_throttled', 'retry', 1]);
    assert.equal(first?.remedy, failure.remedy);
  });

  test('tells causes apart by Microsoft’s numbers', async (t) => {
    const { store, id } = await started(t, someItems(2));
    const items = await claimed(store, id, 2);
    const settlements = items.map((item, index): Settlement => {
      const error = new ConsentryError('tenant_setup', { facts: { aadsts: index === 0 ? 65001 : 50020 } });
      const outcome = { state: 'failed', reach: 'customer', ...toFailure(error) } as const;
      return { item, is: 'over', outcome, rows: [], at: 1 };
    });
    await store.settle(id, settlements);
    const causes = await store.listCauses(id);
    assert.deepEqual(
      causes.map(({ code, count }) => [code, count]),
      [
        ['tenant_setup', 1],
        ['tenant_setup', 1],
      ],
    );
  });

  test('is removed when it is over, by hand or for its age, with all that was found', async (t) => {
    const { store, id } = await started(t, someItems(1));
    const [item] = await claimed(store, id, 1);
    assert.ok(item);
    await store.settle(id, [done(item, [{ n: 1 }])]);
    assert.equal(await store.remove(id), false);
    await store.end(id, 3000);
    await store.removeOld(3000);
    assert.ok(await store.find(id));
    await store.removeOld(3001);
    assert.equal(await store.find(id), undefined);
    assert.deepEqual(await Array.fromAsync(store.rows(id)), []);
    const stopped = aSweep();
    await store.create(stopped, someItems(1));
    await store.stop(stopped.id, 1);
    assert.deepEqual([await store.remove(stopped.id), await store.remove(stopped.id)], [true, false]);
    assert.deepEqual(await store.listItems(stopped.id, { limit: 9 }), []);
  });
}
