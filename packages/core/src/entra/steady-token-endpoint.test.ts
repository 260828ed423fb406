import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTokenAnswer, aTokenEndpoint } from '../../test/a-token-endpoint.ts';
import { aRandom, customer, errorOf, partner } from '../../test/builders.ts';
import { ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import { readTenantId, type TenantId } from '../ids.ts';
import { Secret } from '../secret.ts';
import {
  createSteadyTokenEndpoint,
  type SteadyTokenEndpointInput,
  tokenEndpointLimits,
} from './steady-token-endpoint.ts';
import type { TokenAnswer } from './token-endpoint.ts';

const secondMs = 1_000;
const minuteMs = 60_000;

type Answer = (tenant: TenantId, deadlineMs: number) => TokenAnswer | Promise<TokenAnswer>;

/** A steady endpoint in front of one that answers as the test says. Waits move its time. */
function aPlace(more: Partial<Pick<SteadyTokenEndpointInput, 'refreshTokens'>> = {}) {
  const place = {
    at: 0,
    answer: (() => aTokenAnswer()) as Answer,
    /** The tenants that were asked, in turn. */
    asked: [] as TenantId[],
    waits: [] as number[],
    rested: [] as string[],
  };
  const ask = async (tenant: TenantId, deadlineMs = 0): Promise<TokenAnswer> => {
    place.asked.push(tenant);
    return place.answer(tenant, deadlineMs);
  };
  const endpoint = createSteadyTokenEndpoint({
    endpoint: aTokenEndpoint({
      refresh: ({ tenant, deadlineMs }) => ask(tenant, deadlineMs),
      application: ({ tenant, deadlineMs }) => ask(tenant, deadlineMs),
    }),
    refreshTokens: 'reusable',
    timer: {
      elapsed: () => place.at,
      async wait(ms) {
        place.waits.push(ms);
        place.at += ms;
      },
    },
    random: aRandom(),
    rests: ({ tenant, code, forMs }) => place.rested.push(`${tenant ?? 'all'} ${code} ${forMs}`),
    ...more,
  });
  const refreshToken = Secret.of('refresh-1');
  return Object.assign(place, {
    refresh: (tenant = partner, mayStart = (): boolean => true) =>
      endpoint.redeemRefreshToken({
        tenant,
        refreshToken,
        scopes: ['https://api.example/.default'],
        mayStart,
      }),
    asApplication: (tenant = partner) =>
      endpoint.redeemClientCredentials({ tenant, scope: 'https://api.example/.default' }),
  });
}

type Place = ReturnType<typeof aPlace>;

const refusal = (code: ErrorCode, facts: Facts = {}, retryAfterMs?: number): ConsentryError =>
  new ConsentryError(code, { facts, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

/** From now on every request fails so. */
function failWith(place: Place, error: ConsentryError): void {
  place.answer = () => Promise.reject(error);
}

/** Fails so many times, and works then. */
function failTimes(place: Place, times: number, error: ConsentryError): void {
  let left = times;
  place.answer = () => (left-- > 0 ? Promise.reject(error) : aTokenAnswer());
}

const lost = { mayHaveArrived: true };

for (const [code, facts, most] of [
  ['idp_unreachable', { mayHaveArrived: false }, 3],
  ['proxy_error', { mayHaveArrived: false }, 3],
  ['idp_unavailable', { status: 500 }, 3],
  ['idp_timeout', lost, 2],
  ['idp_protocol', lost, 2],
  ['idp_bad_response', { reason: 'not_json' }, 2],
  ['idp_bad_response', { reason: 'not_utf8' }, 1],
  ['idp_bad_response', { reason: 'token_type' }, 1],
  ['idp_answer_lost', lost, 1],
  ['idp_tls', { mayHaveArrived: false }, 1],
  ['idp_too_large', lost, 1],
  ['idp_redirect', {}, 1],
  ['tenant_setup', { error: 'invalid_grant' }, 1],
  ['consent_needed', { error: 'invalid_grant' }, 1],
] as const satisfies readonly (readonly [ErrorCode, Facts, number])[]) {
  const why = 'reason' in facts ? `${code} (${facts.reason})` : code;
  test(`a refresh token is presented ${most} times at most where the answer is ${why}`, async () => {
    const place = aPlace();
    failWith(place, refusal(code, facts));
    await assert.rejects(place.refresh(), { code });
    assert.equal(place.asked.length, most);
  });
}

test('a request that fails once is repeated, and its answer is given', async () => {
  const place = aPlace();
  failTimes(place, 1, refusal('idp_unavailable', { status: 502 }));
  assert.ok(await place.refresh());
  assert.equal(place.asked.length, 2);
});

test('a lost answer is asked for again where nothing is used up by asking', async () => {
  const place = aPlace();
  failTimes(place, 1, refusal('idp_answer_lost', lost));
  assert.ok(await place.asApplication());
  assert.equal(place.asked.length, 2);
});

test('waits between half a second and eight, and longer before the third try', async () => {
  const place = aPlace();
  failWith(place, refusal('idp_unavailable', { status: 500 }));
  await assert.rejects(place.refresh());
  const [first = 0, second = 0] = place.waits;
  assert.ok(first >= 500 && first <= 2_000 && second >= 500 && second <= 8_000, place.waits.join());
});

test('all tries together stay within fifteen seconds, and the last gets what is left', async () => {
  const place = aPlace();
  const deadlines: number[] = [];
  place.answer = (_, deadlineMs) => {
    deadlines.push(deadlineMs);
    place.at += deadlineMs;
    return Promise.reject(refusal('idp_timeout', lost));
  };
  await assert.rejects(place.refresh(), { code: 'idp_timeout' });
  assert.equal(deadlines[0], tokenEndpointLimits.tryMs);
  assert.ok((deadlines[1] ?? 0) < 5 * secondMs, deadlines.join());
  assert.equal(place.at, tokenEndpointLimits.totalMs);
});

test('where a refresh token works once, nothing is presented again that may have arrived', async () => {
  for (const error of [
    refusal('idp_timeout', lost),
    refusal('idp_unavailable', { status: 502 }),
    refusal('idp_bad_response', { reason: 'not_json' }),
  ]) {
    const place = aPlace({ refreshTokens: 'single-use' });
    failWith(place, error);
    await assert.rejects(place.refresh(), { code: error.code });
    assert.equal(place.asked.length, 1, error.code);
  }
});

test('where a refresh token works once, it is presented again when it did not arrive or Entra refused it', async () => {
  for (const error of [
    refusal('idp_unreachable', { mayHaveArrived: false }),
    refusal('idp_unavailable', { error: 'invalid_grant' }),
  ]) {
    const place = aPlace({ refreshTokens: 'single-use' });
    failTimes(place, 2, error);
    assert.ok(await place.refresh());
  }
});

test('asks nothing for somebody whose lease is over, also not when it waited for its turn', async () => {
  const place = aPlace();
  const { facts } = await errorOf(() => place.refresh(partner, () => false));
  assert.deepEqual([place.asked, facts], [[], { mayHaveArrived: false }]);
});

test('at most one request in ten is a retry, beyond the first ten', async () => {
  const place = aPlace();
  const tenants = Array.from({ length: 100 }, (_, index) =>
    readTenantId(`50000000-0000-4000-8000-${String(index).padStart(12, '0')}`),
  );
  failWith(place, refusal('idp_unavailable', { status: 500 }));
  for (const tenant of tenants) await assert.rejects(place.refresh(tenant));
  const retries = place.asked.length - tenants.length;
  assert.ok(retries >= 10 && retries <= 20, String(retries));
});

for (const code of ['idp_throttled', 'idp_unavailable'] as const) {
  test(`a tenant that says ${code} and for how long is not asked before, and others are`, async () => {
    const place = aPlace();
    failWith(place, refusal(code, {}, 7 * secondMs));
    await assert.rejects(place.refresh(), { code, retryAfterMs: 7 * secondMs });
    place.answer = () => aTokenAnswer();
    place.at += 3 * secondMs;
    await assert.rejects(place.refresh(), { code, retryAfterMs: 4 * secondMs });
    assert.ok(await place.refresh(customer));
    assert.deepEqual(place.asked, [partner, customer]);
    place.at += 4 * secondMs;
    assert.ok(await place.refresh());
    assert.deepEqual(place.rested, [`${partner} ${code} 7000`]);
  });
}

/** Five failures in a row: the circuit of the partner's tenant is open. */
async function anOpenCircuit(): Promise<Place> {
  const place = aPlace();
  failWith(place, refusal('idp_unavailable', { status: 500 }));
  await assert.rejects(place.refresh());
  await assert.rejects(place.refresh());
  assert.equal(place.asked.length, 5);
  place.asked.length = 0;
  return place;
}

test('a tenant that fails five times in half a minute is left alone for half a minute', async () => {
  const place = await anOpenCircuit();
  place.answer = () => aTokenAnswer();
  const { code, retryAfterMs = 0 } = await errorOf(() => place.refresh());
  assert.equal(code, 'idp_unavailable');
  assert.ok(retryAfterMs > 0 && retryAfterMs <= 30 * secondMs);
  assert.deepEqual(place.asked, []);
  place.at += 30 * secondMs;
  assert.ok(await place.refresh());
});

test('after that a single request tries, and its outcome decides for the others', async () => {
  const place = await anOpenCircuit();
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = () => held.promise;
  place.at += 30 * secondMs;
  const trial = place.refresh();
  await assert.rejects(place.refresh(), { code: 'idp_unavailable' });
  assert.equal(place.asked.length, 1);
  held.resolve(aTokenAnswer());
  await trial;
  place.answer = () => aTokenAnswer();
  assert.ok(await place.refresh());
});

test('a trial that fails leaves the tenant alone once more', async () => {
  const place = await anOpenCircuit();
  place.at += 30 * secondMs;
  await assert.rejects(place.refresh());
  assert.equal(place.asked.length, 1);
  await assert.rejects(place.refresh());
  assert.equal(place.asked.length, 1);
});

test('failures that lie further apart than half a minute open nothing', async () => {
  const place = aPlace();
  failWith(place, refusal('idp_tls', { mayHaveArrived: false }));
  for (let index = 0; index < 10; index++) {
    await assert.rejects(place.refresh());
    place.at += 8 * secondMs;
  }
  assert.equal(place.asked.length, 10);
});

test('what Entra refuses in its own words is no failure of Entra', async () => {
  const place = aPlace();
  failWith(place, refusal('tenant_setup', { error: 'invalid_grant' }));
  for (let index = 0; index < 10; index++) await assert.rejects(place.refresh());
  assert.equal(place.asked.length, 10);
});

const refusedCredential = refusal('client_credential', { error: 'invalid_client', aadsts: 7000222 });
const other = readTenantId('50000000-0000-4000-8000-000000000000');

/** The partner's tenant and the customer's have refused our credential. */
async function aRefusedCredential(): Promise<Place> {
  const place = aPlace();
  failWith(place, refusedCredential);
  for (const tenant of [partner, customer]) await assert.rejects(place.asApplication(tenant));
  assert.deepEqual(place.asked, [partner, customer]);
  place.asked.length = 0;
  return place;
}

test('a refused credential of ours is not sent again for half a minute, to any tenant, once two have refused it', async () => {
  const place = await aRefusedCredential();
  for (const tenant of [partner, customer, other]) {
    const { code, facts, retryAfterMs } = await errorOf(() => place.asApplication(tenant));
    assert.deepEqual(
      [code, facts['aadsts'], facts['mayHaveArrived'], retryAfterMs],
      ['client_credential', 7000222, false, 30 * secondMs],
    );
  }
  assert.deepEqual(place.asked, []);
  assert.deepEqual(place.rested, [`${partner} client_credential 30000`, 'all client_credential 30000']);
  place.at += 30 * secondMs;
  place.answer = () => aTokenAnswer();
  for (const tenant of [other, partner, customer]) assert.ok(await place.refresh(tenant));
});

test('after that tenants try one by one, and two of them decide again', async () => {
  const place = await aRefusedCredential();
  place.at += 30 * secondMs;
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = () => held.promise;
  const trial = place.refresh();
  await assert.rejects(place.refresh(customer), { code: 'client_credential', retryAfterMs: secondMs });
  held.reject(refusedCredential);
  await assert.rejects(trial);
  failWith(place, refusedCredential);
  await assert.rejects(place.refresh(customer));
  await assert.rejects(place.refresh(other));
  assert.deepEqual(place.asked, [partner, customer]);
  assert.deepEqual(place.rested.slice(2), [
    `${partner} client_credential 30000`,
    'all client_credential 30000',
  ]);
});

test('a credential that one tenant alone refuses is kept from that tenant alone', async () => {
  const place = aPlace();
  for (let times = 0; times < 10; times++) {
    failWith(place, refusedCredential);
    await assert.rejects(place.asApplication(customer));
    await assert.rejects(place.asApplication(customer));
    place.answer = () => aTokenAnswer();
    assert.ok(await place.refresh());
    place.at += 30 * secondMs;
  }
  assert.deepEqual(place.asked, Array.from({ length: 10 }, () => [customer, partner]).flat());
});

test('of two tenants that refuse a credential, the first does not count once another has accepted it since', async () => {
  const place = aPlace();
  place.answer = (tenant) => (tenant === partner ? aTokenAnswer() : Promise.reject(refusedCredential));
  await assert.rejects(place.asApplication(customer));
  assert.ok(await place.refresh());
  await assert.rejects(place.asApplication(other));
  assert.ok(await place.refresh());
  assert.ok(place.rested.every((rest) => !rest.startsWith('all')));
});

test('a token that was under way when the credential was refused shows nothing', async () => {
  const place = aPlace();
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = () => held.promise;
  const early = place.refresh();
  while (place.asked.length === 0) await Promise.resolve();
  failWith(place, refusedCredential);
  place.at += secondMs;
  await assert.rejects(place.asApplication(customer));
  held.resolve(aTokenAnswer());
  assert.ok(await early);
  await assert.rejects(place.asApplication(other));
  assert.equal(place.rested.at(-1), 'all client_credential 30000');
});

test('a slow tenant holds its own lane, and others go on', async () => {
  const place = aPlace();
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = (tenant) => (tenant === partner ? held.promise : aTokenAnswer());
  const waiting = Array.from({ length: 20 }, () => place.refresh());
  assert.ok(await place.refresh(customer));
  assert.equal(place.asked.filter((tenant) => tenant === partner).length, tokenEndpointLimits.tenant.width);
  held.resolve(aTokenAnswer());
  assert.equal((await Promise.all(waiting)).length, 20);
});

test('refuses at once what would wait behind too many, instead of growing', async () => {
  const place = aPlace();
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = () => held.promise;
  const { width, waiting } = tokenEndpointLimits.tenant;
  const asked = Array.from({ length: width + waiting }, () => place.refresh());
  await assert.rejects(place.refresh(), { code: 'idp_throttled', retryAfterMs: secondMs });
  held.resolve(aTokenAnswer());
  await Promise.all(asked);
});

test('tells those who waited too long, at the next turn', async () => {
  const place = aPlace();
  const held = Promise.withResolvers<TokenAnswer>();
  place.answer = () => held.promise;
  const { width } = tokenEndpointLimits.tenant;
  const asked = Array.from({ length: width }, () => place.refresh());
  const late = place.refresh();
  place.at += minuteMs;
  held.resolve(aTokenAnswer());
  await assert.rejects(late, { code: 'idp_throttled' });
  await Promise.all(asked);
  assert.equal(place.asked.length, width);
});
