import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi } from '../../../test/an-api.ts';
import { anAnswer } from '../../../test/builders.ts';
import type { Fetch } from '../../ports.ts';
import { createDefender } from './defender.ts';
import type { Incident } from './incident.ts';
import type { IncidentFilter } from './incident-filter.ts';

const base = 'https://api.security.microsoft.com';

interface Known extends Incident {
  readonly lastUpdateTime: string;
  readonly status: string;
}

/** Number 1 is the oldest. */
function incidents(count: number, change: Partial<Known> = {}): Known[] {
  return Array.from({ length: count }, (_, index) => ({
    incidentId: count - index,
    lastUpdateTime: at(count - index),
    status: 'Active',
    severity: (count - index) % 2 === 0 ? 'High' : 'Low',
    ...change,
  }));
}

const at = (second: number): string => `${new Date(second * 1000).toISOString().slice(0, 19)}.1234567Z`;

/**
 * Defender with a list that changes between pages. It knows `status eq` and `lastUpdateTime ge`.
 * @param changes what happens before the page with this number is read
 */
function aDefender(list: Known[], changes: Readonly<Record<number, (list: Known[]) => void>> = {}) {
  const asked: { skip: number; filter: string }[] = [];
  const fetch: Fetch = async ({ url }) => {
    changes[asked.length]?.(list);
    const query = new URL(url).searchParams;
    const skip = Number(query.get('$skip') ?? 0);
    const filter = query.get('$filter') ?? '';
    asked.push({ skip, filter });
    const status = /status eq '(\w+)'/.exec(filter)?.[1];
    const since = /lastUpdateTime ge (\S+)/.exec(filter)?.[1] ?? '';
    const found = list.filter((one) => (status ?? one.status) === one.status && one.lastUpdateTime >= since);
    return anAnswer({ value: found.slice(skip, skip + Number(query.get('$top'))) });
  };
  const defender = createDefender(anApi(fetch, { resource: 'defender', baseUrl: base }));
  const read = async (filter?: IncidentFilter): Promise<number[]> =>
    (await Array.fromAsync(defender.incidents(filter))).map(({ incidentId }) => incidentId);
  return { defender, read, asked };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);

/** Newest update first, as the list is. */
function touch(list: Known[], id: number, change: Partial<Known>): void {
  const index = list.findIndex(({ incidentId }) => incidentId === id);
  const [one] = list.splice(index, 1);
  assert.ok(one);
  list.unshift({ ...one, ...change });
}

test('reads one short page by one call', async () => {
  const { read, asked } = aDefender(incidents(99));
  assert.deepEqual(await read(), numbers(99));
  assert.deepEqual(asked, [{ skip: 0, filter: '' }]);
});

test('reads on until a page is short, each incident once and in order', async () => {
  const { read } = aDefender(incidents(1_000));
  assert.deepEqual(await read(), numbers(1_000));
});

test('ends where the last page is full', async () => {
  const { read } = aDefender(incidents(100));
  assert.deepEqual(await read(), numbers(100));
});

test('gives an incident once that a new one pushed to the next page', async () => {
  const added = { incidentId: 301, lastUpdateTime: at(301), status: 'Active' };
  const { read } = aDefender(incidents(300), { 1: (list) => list.unshift(added) });
  assert.deepEqual(
    (await read()).toSorted((a, b) => b - a),
    numbers(301),
  );
});

test('finds an incident that was changed and moved past what was read', async () => {
  const { read } = aDefender(incidents(300), { 2: (list) => touch(list, 3, { lastUpdateTime: at(400) }) });
  assert.deepEqual(
    (await read()).toSorted((a, b) => b - a),
    numbers(300),
  );
});

for (const gone of [3, 4, 5, 20, 130]) {
  test(`misses nothing where ${gone} incidents leave the filter before the next page`, async () => {
    const resolve = (list: Known[]): void => {
      for (const id of numbers(300).slice(0, gone)) {
        touch(list, id, { status: 'Resolved', lastUpdateTime: at(1000 + id) });
      }
    };
    const { read } = aDefender(incidents(300), { 2: resolve });
    const found = await read({ status: 'Active' });
    assert.deepEqual(
      numbers(300 - gone).filter((id) => !found.includes(id)),
      [],
    );
    assert.equal(new Set(found).size, found.length);
  });
}

test('ends where all incidents were changed at the same instant', async () => {
  const { read, asked } = aDefender(incidents(250, { lastUpdateTime: at(9) }));
  assert.deepEqual(await read(), numbers(250));
  assert.ok(asked.length < 10);
});

test('keeps the filter when it looks for what was changed', async () => {
  const { read, asked } = aDefender(incidents(150));
  await read({ status: 'Active' });
  assert.deepEqual(
    asked.map(({ filter }) => filter),
    ["status eq 'Active'", "status eq 'Active'", `(status eq 'Active') and lastUpdateTime ge ${at(150)}`],
  );
});

test('leaves out other severities itself, and does not ask Defender to', async () => {
  const { read, asked } = aDefender(incidents(150));
  assert.deepEqual(
    await read({ severity: ['High'] }),
    numbers(150).filter((id) => id % 2 === 0),
  );
  assert.doesNotMatch(JSON.stringify(asked), /severity/i);
});

test('walks the list by a path with a filter of its own, however that is joined', async () => {
  const { defender, asked } = aDefender(incidents(150));
  const path = `/api/incidents?$filter=${encodeURIComponent("status eq 'Active' or assignedTo eq null")}`;
  assert.equal((await Array.fromAsync(defender.collection(path))).length, 150);
  assert.equal(
    asked.at(-1)?.filter,
    `(status eq 'Active' or assignedTo eq null) and lastUpdateTime ge ${at(150)}`,
  );
});

for (const path of ['/api/alerts', '/api/incidents/7', '/api/incidents?$top=5', '/api/incidents?$skip=1']) {
  test(`knows no pages of ${path}, and sends nothing`, async () => {
    const { defender, asked } = aDefender([]);
    await assert.rejects(Array.fromAsync(defender.collection(path)), { code: 'invalid_request' });
    assert.deepEqual(asked, []);
  });
}

test('gives the alerts of incidents, by their own severity', async () => {
  const alerts = [
    { alertId: 'a', severity: 'High' },
    { alertId: 'b', severity: 'low' },
  ];
  const { defender } = aDefender(incidents(1, { severity: 'Medium', alerts }));
  assert.deepEqual(await Array.fromAsync(defender.alerts({ severity: 'Low' })), [
    { incidentId: 1, alertId: 'b', severity: 'low' },
  ]);
});

for (const body of [null, {}, { value: {} }, { value: [{ incidentName: 'x' }] }, { value: [null] }]) {
  test(`refuses ${JSON.stringify(body)}, which is no list of incidents`, async () => {
    const api = anApi(async () => anAnswer(JSON.stringify(body)), { resource: 'defender', baseUrl: base });
    await assert.rejects(Array.fromAsync(createDefender(api).incidents()), { code: 'api_bad_response' });
  });
}
