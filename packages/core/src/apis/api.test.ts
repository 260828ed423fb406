import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anApi, apiPorts, aTimer } from '../../test/an-api.ts';
import { aFetch, anAnswer, customer, errorOf, partner } from '../../test/builders.ts';
import { type IncomingAnswer, TransportError } from '../ports.ts';
import { Secret } from '../secret.ts';
import { type ApiCall, createApi } from './api.ts';
import type { CredentialSource } from './call.ts';

const base = 'https://api.example';
const get: ApiCall = { method: 'GET', path: '/v1/x' };
const post: ApiCall = { method: 'POST', path: '/v1/x', body: {} };
const ok = anAnswer({ ok: true });
const lost = (mayHaveArrived: boolean) => new TransportError('reset', { mayHaveArrived, message: 'reset' });

/** An API that answers in turn. */
function place(
  answers: readonly (IncomingAnswer | Error)[],
  resource: 'graph' | 'partner-center' = 'graph',
  credential?: CredentialSource,
) {
  const fetch = aFetch(...answers);
  const timer = aTimer();
  const ports = apiPorts(fetch, timer);
  const api = anApi(fetch, { resource, baseUrl: base, ports, ...(credential && { credential }) });
  return { api, timer, requests: fetch.requests, ports };
}

for (const status of [408, 500, 502, 503, 504]) {
  test(`reads again after ${status}, with the same ids`, async () => {
    const { api, requests } = place([anAnswer('', { status }), ok]);
    assert.deepEqual((await api.call(get)).json, { ok: true });
    assert.equal(requests.length, 2);
    assert.equal(new Set(requests.map(({ headers }) => headers?.['client-request-id'])).size, 1);
  });
}

for (const status of [302, 400, 403, 404, 409, 412, 501]) {
  test(`asks once where the answer is ${status}`, async () => {
    const { api, requests } = place([anAnswer('', { status })]);
    await errorOf(() => api.call(get));
    assert.equal(requests.length, 1);
  });
}

test('waits as long as a throttled API asks, not a millisecond less', async () => {
  const { api, timer, requests } = place([
    anAnswer('', { status: 429, headers: { 'retry-after': '57' } }),
    ok,
  ]);
  await api.call(get);
  assert.deepEqual([timer.at, requests.length], [57_000, 2]);
});

test('a token that took a while leaves only if the API still takes calls, and the try is not lost', async () => {
  const timer = aTimer();
  const fetch = aFetch(ok);
  const ports = apiPorts(fetch, timer);
  let isFirst = true;
  const credential: CredentialSource = async () => {
    if (isFirst) ports.limiter.rest({ resource: 'graph', partner }, 20_000, 'application');
    isFirst = false;
    return { value: Secret.of('access'), baseUrl: base };
  };
  await anApi(fetch, { ports, credential }).call(get);
  assert.deepEqual([timer.at, fetch.requests.length], [20_000, 1]);
});

for (const [scope, rests] of [
  ['Application/ReadWrite/an-application', true],
  ['Tenant_Application/ReadWrite/an-application/a-tenant', false],
] as const) {
  test(`heeds whose calls were too many: ${scope}`, async () => {
    const headers = { 'retry-after': '9', 'x-ms-throttle-scope': scope };
    const { api, ports } = place([anAnswer('', { status: 429, headers })]);
    await errorOf(() => api.call({ ...post, isRepeatable: false }));
    const others = ports.limiter.enter({ resource: 'graph', partner: customer, customer: partner }, 0);
    assert.equal(
      await others.then(
        () => false,
        () => true,
      ),
      rests,
    );
  });
}

test('heeds the wait for those who come after, too', async () => {
  const { api, timer, requests } = place([
    anAnswer('', { status: 503, headers: { 'retry-after': '30' } }),
    ok,
  ]);
  await errorOf(() => api.call(post));
  await api.call(get);
  assert.deepEqual([timer.at, requests.length], [30_000, 2]);
});

test('gives up at once where the API asks for more than the call may take, and says how long', async () => {
  const { api, timer } = place([anAnswer('', { status: 429, headers: { 'retry-after': '600' } })]);
  const { code, retryAfterMs } = await errorOf(() => api.call(get));
  assert.deepEqual([code, retryAfterMs, timer.at], ['api_throttled', 600_000, 0]);
});

test('ends after six tries, within its time, and says what the last one met', async () => {
  const answers = Array.from({ length: 6 }, () => anAnswer({ error: { code: 'x' } }, { status: 500 }));
  const { api, timer, requests } = place(answers);
  const { code, facts } = await errorOf(() => api.call(get));
  assert.deepEqual([code, facts['apiCode'], requests.length], ['api_unavailable', 'x', 6]);
  assert.ok(timer.at <= 500 + 1000 + 2000 + 4000 + 8000);
});

test('a write is sent again only where it is certain that nothing arrived', async () => {
  const first = place([lost(false), ok]);
  await first.api.call(post);
  assert.equal(first.requests.length, 2);
  for (const answer of [lost(true), anAnswer('', { status: 500 }), anAnswer('', { status: 429 })]) {
    const { api, requests } = place([answer]);
    await errorOf(() => api.call(post));
    assert.equal(requests.length, 1);
  }
});

test('a write that may be made twice is sent again', async () => {
  const { api, requests } = place([lost(true), ok]);
  await api.call({ ...post, isRepeatable: true });
  assert.equal(requests.length, 2);
});

test('a write at Partner Center is sent again with the same MS-RequestId, and the next one has another', async () => {
  const { api, requests } = place([lost(true), anAnswer('', { status: 500 }), ok, ok], 'partner-center');
  await api.call(post);
  await api.call(post);
  const ids = requests.map(({ headers }) => headers?.['ms-requestid']);
  assert.equal(new Set(ids.slice(0, 3)).size, 1);
  assert.notEqual(ids[3], ids[0]);
});

test('a program may give the MS-RequestId itself', async () => {
  const { api, requests } = place([ok], 'partner-center');
  await api.call({ ...post, requestId: '11111111-1111-4111-8111-111111111111' });
  assert.equal(requests[0]?.headers?.['ms-requestid'], '11111111-1111-4111-8111-111111111111');
});

/** A source that gives the first token, and another one, if there is one, instead of it. */
function tokens(value: string, other?: string): CredentialSource & { asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const first = { value: Secret.of(value), baseUrl: base };
  const second = other === undefined ? first : { value: Secret.of(other), baseUrl: base };
  const source: CredentialSource = async ({ insteadOf } = {}) => {
    asked.push(insteadOf?.value.reveal());
    return insteadOf === undefined ? first : second;
  };
  return Object.assign(source, { asked });
}

for (const [what, call] of Object.entries({ 'a read': get, 'a write': post })) {
  test(`a refused token is replaced once by another, for ${what}`, async () => {
    const source = tokens('old', 'new');
    const { api, requests } = place([anAnswer('', { status: 401 }), ok], 'graph', source);
    await api.call(call);
    assert.deepEqual(
      requests.map(({ headers }) => headers?.['authorization']),
      ['Bearer old', 'Bearer new'],
    );
    assert.deepEqual(source.asked, [undefined, 'old']);
  });
}

test('never sends a refused token again, whatever the API says of trying again', async () => {
  const refused = anAnswer({ code: 'x', isRetryable: true }, { status: 401 });
  const { api, requests } = place([refused, refused], 'partner-center', tokens('old', 'new'));
  assert.equal((await errorOf(() => api.call(get))).code, 'api_unauthorized');
  assert.deepEqual(
    requests.map(({ headers }) => headers?.['authorization']),
    ['Bearer old', 'Bearer new'],
  );
});

test('asks for MFA or a step-up once, whatever the API says of trying again', async () => {
  const refused = anAnswer({ code: 900421, isRetryable: true }, { status: 401 });
  const { api, requests } = place([refused, ok], 'partner-center');
  assert.equal((await errorOf(() => api.call(get))).code, 'api_mfa_required');
  assert.equal(requests.length, 1);
});

test('asks for the token before each try, also after one was refused', async () => {
  const source = tokens('old', 'new');
  const { api } = place([anAnswer('', { status: 401 }), anAnswer('', { status: 500 }), ok], 'graph', source);
  await api.call(get);
  assert.deepEqual(source.asked, [undefined, 'old', 'old']);
});

test('a call whose token took its time leaves no sooner than an API allows that has asked for rest meanwhile', async () => {
  const gate = Promise.withResolvers<void>();
  let asked = 0;
  const source: CredentialSource = async () => {
    asked += 1;
    if (asked === 1) await gate.promise;
    return { value: Secret.of('access'), baseUrl: base };
  };
  const closed = anAnswer('', { status: 429, headers: { 'retry-after': '57' } });
  const { api, timer, requests } = place([closed, ok], 'graph', source);
  const slow = api.call(get);
  assert.equal((await errorOf(() => api.call(post))).code, 'api_throttled');
  gate.resolve();
  await slow;
  assert.deepEqual([timer.at, requests.length], [57_000, 2]);
});

test('a token that is refused twice is an error, and so is one that has no successor', async () => {
  const twice = [anAnswer('', { status: 401 }), anAnswer('', { status: 401 })];
  const { api, requests } = place(twice, 'graph', tokens('old', 'new'));
  assert.equal((await errorOf(() => api.call(get))).code, 'api_unauthorized');
  assert.equal(requests.length, 2);
  const same = place([anAnswer('', { status: 401 })], 'graph', tokens('old'));
  assert.equal((await errorOf(() => same.api.call(get))).code, 'api_unauthorized');
  assert.equal(same.requests.length, 1);
});

test('a claims challenge is a step-up that carries the claims, and no token is asked for', async () => {
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
  const source = tokens('old', 'new');
  const answer = anAnswer('', { status: 401, headers: { 'www-authenticate': challenge } });
  const { api } = place([answer], 'graph', source);
  const { code, facts } = await errorOf(() => api.call(get));
  assert.deepEqual([code, facts['claims']], ['step_up_needed', claims]);
  assert.deepEqual(source.asked, [undefined]);
});

test('MFA that Partner Center misses is no reason for another token', async () => {
  const source = tokens('old', 'new');
  const { api } = place([anAnswer({ code: 900421 }, { status: 401 })], 'partner-center', source);
  assert.equal((await errorOf(() => api.call(get))).code, 'api_mfa_required');
  assert.deepEqual(source.asked, [undefined]);
});

test('carries the ids of a call that had no answer into its error', async () => {
  const { api, requests } = place([lost(true)], 'partner-center');
  const { facts } = await errorOf(() => api.call({ ...post, isRepeatable: false }));
  assert.deepEqual(
    [facts['apiRequestId'], facts['apiCorrelationId']],
    [requests[0]?.headers?.['ms-requestid'], requests[0]?.headers?.['ms-correlationid']],
  );
});

test('keeps Partner Center’s 500 a minute, counted by the customer in the path', async () => {
  const timer = aTimer();
  const fetch = aFetch(...Array.from({ length: 1002 }, () => ok));
  const api = anApi(fetch, { resource: 'partner-center', ports: apiPorts(fetch, timer) });
  const of = (id: string): ApiCall => ({ method: 'GET', path: `/v1/customers/${id}/users?size=1` });
  for (let index = 0; index < 500; index++) {
    await api.call(of('22222222-2222-4222-8222-222222222222'));
    await api.call(of('33333333-3333-4333-8333-333333333333'));
  }
  assert.equal(timer.at, 0);
  await api.call(of('22222222-2222-4222-8222-222222222222'));
  assert.ok(timer.at >= 60_000);
});

for (const [status, code] of [
  [412, undefined],
  [400, '2055'],
] as const) {
  test(`says that the thing must be read again where an ETag has passed: ${status}`, async () => {
    const { api } = place([anAnswer(code === undefined ? '' : { code }, { status })], 'partner-center');
    const error = await errorOf(() => api.call({ ...post, method: 'PATCH' }));
    assert.equal(error.code, 'api_changed');
    assert.match(error.remedy, /^Read it again/);
  });
}

test('does not try again what the API says cannot be', async () => {
  const body = { code: 600061, description: 'x', isRetryable: false };
  const { api, requests } = place([anAnswer(body, { status: 500 })], 'partner-center');
  const { facts } = await errorOf(() => api.call(post));
  assert.deepEqual([requests.length, facts['isRetryable']], [1, false]);
});

test('tries again what the API says can be, with the same id', async () => {
  const body = { code: 800060, description: 'x', isRetryable: true };
  const { api, requests } = place([anAnswer(body, { status: 409 }), ok], 'partner-center');
  assert.deepEqual((await api.call(post)).json, { ok: true });
  assert.equal(new Set(requests.map(({ headers }) => headers?.['ms-requestid'])).size, 1);
});

test('makes no write of Graph twice, even where the API says that it can be', async () => {
  const { api, requests } = place([anAnswer({ code: 'x', isRetryable: true }, { status: 409 })]);
  await errorOf(() => api.call(post));
  assert.equal(requests.length, 1);
});

test('says in words what Partner Center means by a code of its own', async () => {
  const { api } = place([anAnswer({ code: '900308', description: 'x' }, { status: 403 })], 'partner-center');
  const { code, message, remedy, facts } = await errorOf(() => api.call(get));
  assert.deepEqual([code, facts['apiCode']], ['api_forbidden', '900308']);
  assert.match(message, /too few rights with this customer/);
  assert.match(remedy, /GDAP/);
});

test('takes a code for what it means only where the status fits', async () => {
  const { api } = place([anAnswer({ code: '20002' }, { status: 404 })], 'partner-center');
  const { code, message } = await errorOf(() => api.call(get));
  assert.deepEqual([code, message], ['api_not_found', 'The API knows no such thing.']);
});

test('asks for MFA to be evaluated, and tells of it, in somebody’s name only', async () => {
  const answer = anAnswer({}, { headers: { ismfacompliant: 'false' } });
  const said: unknown[] = [];
  const fetch = aFetch(answer, answer);
  const ports = {
    ...apiPorts(fetch),
    onMfa: (_target: unknown, isCompliant: unknown) => said.push(isCompliant),
  };
  for (const access of [undefined, 'app-only'] as const) {
    const target = { resource: 'partner-center', partner, access } as const;
    const credential = { value: Secret.of('access'), baseUrl: base };
    await createApi(ports, target, async () => credential).call(get);
  }
  assert.deepEqual(
    fetch.requests.map(({ headers }) => headers?.['validatemfa']),
    ['true', undefined],
  );
  assert.deepEqual(said, [false]);
});

test('tells a call that was refused for want of MFA from one that was answered without it', async () => {
  const said: unknown[] = [];
  const without = anAnswer({}, { headers: { ismfacompliant: 'false' } });
  const fetch = aFetch(without, anAnswer({ code: '900421' }, { status: 401 }));
  const ports = { ...apiPorts(fetch), onMfa: (_target: unknown, ...what: unknown[]) => said.push(what) };
  const target = { resource: 'partner-center', partner } as const;
  const api = createApi(ports, target, async () => ({ value: Secret.of('access'), baseUrl: base }));
  await api.call(get);
  assert.equal((await errorOf(() => api.call(get))).code, 'api_mfa_required');
  assert.deepEqual(said, [
    [false, false],
    [false, true],
  ]);
});
