import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anAccountOfGraph } from '../../../test/a-posture.ts';
import { aTimer, anApi, apiPorts } from '../../../test/an-api.ts';
import { anAnswer, errorOf } from '../../../test/builders.ts';
import { createGraph } from '../../apis/graph/graph.ts';
import type { Fetch } from '../../ports.ts';
import { readRegistrations } from './read-registrations.ts';
import type { Account, Registrations } from './sources.ts';

const forbidden = { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } };
const password = { '@odata.type': '#microsoft.graph.passwordAuthenticationMethod' };
const phone = { '@odata.type': '#microsoft.graph.phoneAuthenticationMethod' };

interface Answer {
  readonly status: number;
  readonly body: object;
}

const registered: Answer = { status: 200, body: { value: [password, phone] } };

interface Directory {
  /** What is answered for the methods of an account. */
  readonly answerOf?: (id: string) => Answer;
  /** Waited for before a batch is answered. */
  readonly hold?: () => Promise<void>;
  readonly timer?: ReturnType<typeof aTimer>;
}

/** Reads who registered in a tenant whose report is refused. */
async function read(
  accounts: readonly Account[],
  { answerOf = () => registered, hold = async () => {}, timer = aTimer() }: Directory = {},
): Promise<Registrations> {
  const fetch: Fetch = async ({ url, body }) => {
    if (!url.endsWith('/$batch')) return anAnswer(forbidden, { status: 403 });
    await hold();
    const { requests } = JSON.parse(String(body)) as { requests: readonly { id: string }[] };
    return anAnswer({ responses: requests.map(({ id }) => ({ id, ...answerOf(id) })) });
  };
  const graph = createGraph(anApi(fetch, { ports: apiPorts(fetch, timer) }));
  return readRegistrations({ graph, timer }, Promise.resolve(accounts));
}

function someAccounts(count: number): readonly Account[] {
  return Array.from({ length: count }, (_, index) => anAccountOfGraph(`user-${index}`));
}

test('without the report the methods of each enabled account are read, and those that have the same share a list', async () => {
  const accounts = someAccounts(45);
  const isBare = (id: string): boolean => id.endsWith('7');
  const registrations = await read([...accounts, anAccountOfGraph('off', { isEnabled: false })], {
    answerOf: (id) => (isBare(id) ? { status: 200, body: { value: [password] } } : registered),
  });
  assert.equal(registrations.from, 'methods');
  assert.deepEqual(registrations.isRegistered, new Map(accounts.map(({ id }) => [id, !isBare(id)])));
  assert.deepEqual(
    registrations.methods,
    new Map([
      ['passwordAuthenticationMethod', 45],
      ['phoneAuthenticationMethod', 41],
    ]),
  );
  assert.equal(new Set(registrations.methodsOf?.values()).size, 2);
});

test('eight batches are on their way at once', async () => {
  const waiting: (() => void)[] = [];
  // Nobody is answered before eight wait: with fewer at once this does not end.
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 8) for (const answer of waiting.splice(0)) answer();
    });
  // The first ten batches are by themselves, so that whoever may not read is told soon.
  const accounts = someAccounts(200 + 8 * 20);
  let batches = 0;
  const registrations = await read(accounts, {
    hold: () => ((batches += 1) <= 10 ? Promise.resolve() : hold()),
  });
  assert.equal(registrations.isRegistered.size, accounts.length);
});

test('no ten seconds see more batches than Graph gives units for', async () => {
  const timer = aTimer();
  const sentAt: number[] = [];
  const hold = async (): Promise<void> => {
    sentAt.push(timer.elapsed());
  };
  const accounts = someAccounts(400 * 20);
  const registrations = await read(accounts, { hold, timer });
  assert.equal(registrations.isRegistered.size, accounts.length);
  for (const [index, at] of sentAt.entries()) {
    const other = sentAt[index + 350];
    assert.ok(other === undefined || other - at >= 10_000, `batches ${index} to ${index + 350}`);
  }
});

test('of an account that is not answered, or in words that say nothing, nothing is known', async () => {
  const accounts = someAccounts(6);
  const strange: Readonly<Record<string, Answer>> = {
    'id of user-0': { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
    'id of user-1': { status: 500, body: {} },
    'id of user-2': { status: 200, body: { value: 'none' } },
    'id of user-3': { status: 200, body: { value: [phone, {}] } },
    'id of user-4': { status: 200, body: { value: [null] } },
  };
  const { isRegistered } = await read(accounts, { answerOf: (id) => strange[id] ?? registered });
  assert.deepEqual(isRegistered, new Map([['id of user-5', true]]));
});

test('where nobody’s methods may be read the refusal is that of the report, and what is asked of the others is nothing', async () => {
  let asked = 0;
  const answerOf = (): Answer => {
    asked += 1;
    return { status: 403, body: { error: { code: 'Authorization_RequestDenied' } } };
  };
  const error = await errorOf(() => read(someAccounts(1000), { answerOf }));
  assert.deepEqual([error.code, asked], ['api_forbidden', 200]);
});

test('where nobody’s methods are answered for another reason it is that one', async () => {
  const answerOf = (): Answer => ({ status: 500, body: {} });
  const error = await errorOf(() => read(someAccounts(3), { answerOf }));
  assert.equal(error.code, 'api_unavailable');
});

test('what takes too long is left unknown', async () => {
  const timer = aTimer();
  const hold = async (): Promise<void> => timer.wait(60_000);
  const { isRegistered } = await read(someAccounts(200 * 20), { hold, timer });
  assert.ok(isRegistered.size > 200 && isRegistered.size < 4000, String(isRegistered.size));
});

test('an empty tenant has nobody registered', async () => {
  const { isRegistered, methods } = await read([]);
  assert.deepEqual([isRegistered.size, methods.size], [0, 0]);
});
