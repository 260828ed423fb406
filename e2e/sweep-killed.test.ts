import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isConsentryError } from '@consentry/core';
import { readRows } from '../packages/server/test/a-database.ts';
import { type FleetProcess, aFleetProcess } from './support/a-fleet.ts';
import { consentry } from './support/consentry.ts';
import { dealTroubles, makeTrouble, playTrouble } from './support/troubled-customers.ts';
import { until } from './support/until.ts';

/** `npm run test:full` asks for 10,000. */
const count = Number(process.env['CONSENTRY_SWEPT_CUSTOMERS'] ?? 160);
const failing = Math.ceil(count / 20);
const memoryLimitBytes = 300 * 1024 * 1024;
/** What is set unless told otherwise: so many customers are at work at once in a process. */
const concurrency = 16;
/** Longer than a claim lasts, and longer than anything is deferred. */
const longMs = 6 * 60_000;

interface Ended {
  readonly state: string;
  readonly total: number;
  readonly open: number;
  readonly done: number;
  readonly unknown: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly causes: readonly { code: string; class: string; count: number; message: string; remedy: string }[];
}

for (const [store, replicas] of [
  ['one broker over SQLite', undefined],
  ['three replicas over Postgres', 3],
] as const) {
  test(`a sweep over ${count} customers by ${store}, one killed at half, does each of ${count - failing} once, and says of the others in which of six ways each failed`, async (t) => {
    await using fleet = await aFleetProcess(count, makeTrouble, { replicas });
    playTrouble(fleet.sandbox, fleet.customers);
    const out = join(fleet.folder, 'users.csv');
    const to = ['--out', out, '--format', 'csv', '--json'];
    const at = ['--partner', fleet.partner, '--all', ...fleet.connection()];
    const command = consentry(['sweep', 'users', ...to, ...at]);

    await until(async () => (await statusOf(fleet)).done >= count / 2);
    const peaks = fleet.brokers().map(peakMemoryOf);
    await fleet.broker().stop('SIGKILL');
    const finished = await customersOf(fleet, `state <> 'open'`);
    const claimed = await customersOf(fleet, `state = 'open' AND is_claimed = 1`);
    await fleet.restart();
    await letTimePass(fleet, claimed);
    const { exitCode, stdout, stderr } = await command;
    assert.equal(exitCode, 1, stderr);

    requireExactly(fleet, JSON.parse(stdout) as Ended);
    const repeated = requireOnce(fleet, finished);
    assert.equal(statSync(out).mode & 0o777, 0o600);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\r\n').slice(1);
    assert.equal(new Set(lines.map((line) => line.split(',')[1])).size, count - failing);
    peaks.push(...fleet.brokers().map(peakMemoryOf));
    // The others may have done everything before the one that was killed is back.
    for (const { ready } of replicas === undefined ? fleet.brokers() : fleet.brokers().slice(1))
      assert.ok((await doneBy(ready.metricsUrl)) > 0, 'each replica has done some');
    const most = Math.max(...peaks);
    t.diagnostic(`${repeated} repeated, ${Math.round(most / 1024 / 1024)} MB at most`);
    assert.ok(most < memoryLimitBytes);
  });
}

/** A connection that this process was too busy to keep is none of a dead broker: it is asked again. */
async function statusOf(
  fleet: FleetProcess,
): Promise<{ readonly id: string; readonly done: number; readonly state: string }> {
  const operator = await fleet.operator();
  const { items } = await operator.call('listSweeps', {}).catch((error: unknown) => {
    if (!isConsentryError(error, 'broker_unreachable')) throw error;
    // It throws where the process is gone.
    process.kill(fleet.broker().pid, 0);
    return { items: [] };
  });
  return items[0] ?? { id: '', done: 0, state: 'unknown' };
}

/** Customers of the one sweep, as they are stored. */
async function customersOf({ place }: FleetProcess, where: string): Promise<ReadonlySet<string>> {
  const rows = await readRows(place, `SELECT customer FROM sweep_items WHERE ${where}`);
  return new Set(rows.map(({ customer }) => String(customer)));
}

/**
 * Moves the clock past the claims of the dead as soon as nobody else has anything in hand that could be done, and then past what is
 * deferred, again and again.
 */
async function letTimePass(fleet: FleetProcess, claimed: ReadonlySet<string>): Promise<void> {
  const troubled = new Set(dealTroubles(fleet.customers).flatMap(([, customers]) => [...customers]));
  // Who claims at the start whatever there is needs no time for it, and nobody can look at its file.
  if (fleet.place.database !== undefined) {
    await until(async () => {
      const open = [...(await customersOf(fleet, `state = 'open'`))].filter((one) => !troubled.has(one));
      return open.length <= 2 * concurrency && open.every((customer) => claimed.has(customer));
    });
    await fleet.moveClock(longMs);
  }
  let id = '';
  await until(async () => {
    const status = await statusOf(fleet);
    id = status.id;
    // One that ended otherwise is told by what is asserted of it.
    return status.done === count - failing || status.state === 'ended';
  });
  for (let open = await attemptsOf(fleet, id); open.size > 0; open = await attemptsOf(fleet, id)) {
    const before = open;
    await fleet.moveClock(longMs);
    // Each is tried once more, and is in nobody's hands after it.
    await until(async () => {
      const now = await attemptsOf(fleet, id);
      return [...now].every(([customer, attempts]) => attempts > (before.get(customer) ?? -1));
    });
  }
}

/** How often those that are open were tried. */
async function attemptsOf(fleet: FleetProcess, id: string): Promise<ReadonlyMap<string, number>> {
  const query = { state: 'open', limit: 1000 } as const;
  const { items } = await (await fleet.operator()).call('listSweepItems', { params: { id }, query });
  return new Map(items.map(({ customer, attempts }) => [customer, attempts]));
}

/** Everybody is counted, and of each way it is said what it is and what to do. */
function requireExactly({ customers }: FleetProcess, ended: Ended): void {
  const { state, total, open, done, unknown } = ended;
  assert.deepEqual([state, total, open, done, unknown], ['ended', count, 0, count - failing, 0]);
  for (const [{ code, class: reach, aadsts, remedy }, troubled] of dealTroubles(customers)) {
    const said = ended.causes.filter(
      (cause) =>
        cause.code === code && (aadsts === undefined || cause.message.includes(`AADSTS${String(aadsts)}`)),
    );
    assert.deepEqual(
      said.map((cause) => [cause.class, cause.count]),
      [[reach, troubled.size]],
      `${code} ${String(aadsts)}: ${JSON.stringify(ended.causes)}`,
    );
    assert.match(said[0]?.remedy ?? '', remedy);
  }
  assert.equal(ended.causes.length, 6);
}

/** By the books of the cloud. @returns how many customers were asked for twice */
function requireOnce({ sandbox, customers }: FleetProcess, finished: ReadonlySet<string>): number {
  const calls = new Map<string, number>();
  for (const { tenant = '' } of sandbox.ledger.apiCalls({ service: 'graph' }))
    calls.set(tenant, (calls.get(tenant) ?? 0) + 1);
  const troubled = new Set(dealTroubles(customers).flatMap(([, some]) => [...some]));
  const able = customers.filter((customer) => !troubled.has(customer));
  assert.deepEqual(
    able.filter((customer) => finished.has(customer) && calls.get(customer) !== 1),
    [],
    'what was finished is not done again',
  );
  const twice = able.filter((customer) => calls.get(customer) !== 1);
  assert.ok(
    twice.every((customer) => calls.get(customer) === 2),
    'at most twice',
  );
  assert.ok(twice.length <= concurrency, `${twice.length} were at work`);
  return twice.length;
}

function peakMemoryOf({ pid }: { readonly pid: number }): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function doneBy(metricsUrl: string | undefined): Promise<number> {
  const text = await (await fetch(metricsUrl ?? '')).text();
  return Number(/^consentry_sweep_results_total\{class="done"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
