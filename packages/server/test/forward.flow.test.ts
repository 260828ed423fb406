import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { type AuditEvent, isConsentryError, isGuid, Secret } from '@consentry/core';
import { createRemote } from '@consentry/core/remote';
import type { FaultRule, PlayedFault } from '@consentry/sandbox';
import { customerA, customerB, partnerOne, partnerTwo } from './a-broker.ts';
import { aListeningBroker, type ListeningBroker } from './a-listening-broker.ts';
import { type RawAnswer, type RawCall, sendRaw } from './send-raw.ts';

const partnerCenter = [{ resource: 'partner-center', paths: ['/v1/customers'] }];
const graph = [{ resource: 'graph', paths: ['/v1.0/users', '/v1.0/me'] }];

/** Much longer than any wait and shorter than a token lives. */
const tenMinutesMs = 10 * 60 * 1000;

let b: ListeningBroker;

before(async () => {
  b = await aListeningBroker();
  await b.t.aConnectedPartner();
});

after(() => b[Symbol.asyncDispose]());

beforeEach(() => {
  b.t.sandbox.ledger.clear();
  endFaults();
});

const played: PlayedFault[] = [];
const play = (rule: FaultRule): void => void played.push(b.t.sandbox.control.playFault(rule));
function endFaults(): void {
  for (const fault of played.splice(0)) fault.remove();
}

const call = (key: string, path: string, more: Partial<RawCall> = {}): Promise<RawAnswer> =>
  sendRaw(b.url, { key, path: `/v1/call${path}`, partner: partnerOne, ...more });

function refusalOf({ status, headers, text }: RawAnswer): {
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
} {
  assert.ok(status >= 400, `${status}: ${text}`);
  assert.equal(headers['consentry-upstream'], undefined, 'it is our own refusal');
  const { error } = JSON.parse(text) as {
    error: { code: string; remedy: string; facts: Record<string, unknown> };
  };
  assert.ok(error.remedy.length > 10);
  return { status, ...error };
}

const deniedOf = (answer: RawAnswer): string => {
  const { code, facts } = refusalOf(answer);
  return code === 'policy_denied' ? String(facts['denied']) : code;
};

/** What reached an API, faults included: `GET /v1.0/users`. */
const arrived = (): readonly string[] =>
  b.t.sandbox.ledger
    .requests(({ service }) => service === 'partnerCenter' || service === 'graph')
    .map(({ method, path }) => `${method} ${path}`);

/** The events of one request, in their order. What became of a call is recorded after its answer: it is waited for. */
async function eventsOf({ headers }: RawAnswer, count = 2, { t } = b): Promise<readonly AuditEvent[]> {
  const id = headers['x-request-id'];
  assert.ok(isGuid(id));
  for (;;) {
    const events = (await t.events()).filter(({ requestId }) => requestId === id);
    if (events.length >= count) return events.toReversed();
  }
}

test('a caller of one customer reaches exactly this customer’s part of Partner Center, and may have no token', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const users = await call(key, `/partner-center/v1/customers/${customerA}/users?size=5`);
  assert.equal(users.status, 200, users.text);
  assert.equal(users.headers['consentry-upstream'], 'true');
  assert.match(users.headers['content-type'] ?? '', /json/);
  assert.equal((JSON.parse(users.text) as { items: unknown[] }).items.length, 5);
  assert.equal((await call(key, `/partner-center/v1/customers/${customerA.toUpperCase()}`)).status, 200);

  for (const [path, denied] of [
    [`/v1/customers/${customerB}/users`, 'customer'],
    [`/v1/customers/${customerB.toUpperCase()}`, 'customer'],
    ['/v1/customers', 'every customer'],
    [`/v1/customers/${customerA}x/users`, 'every customer'],
    [`/v1/customersx/${customerA}`, 'path'],
    [`/v1/profiles/organization`, 'path'],
  ] as const)
    assert.equal(deniedOf(await call(key, `/partner-center${path}`)), denied, path);
  assert.equal(
    deniedOf(await call(key, `/partner-center/v1/customers/${customerA}`, { partner: partnerTwo })),
    'partner',
  );

  const asked = { partner: partnerOne, resource: 'partner-center' };
  const token = await b.t
    .remote(key)
    .call('acquireToken', { body: asked })
    .catch((error: unknown) => error);
  assert.ok(isConsentryError(token, 'policy_denied'));
  assert.deepEqual(
    arrived().map((line) => line.toLowerCase()),
    [`get /v1/customers/${customerA}/users`, `get /v1/customers/${customerA}`],
  );
});

test('a caller of all customers reaches what its paths allow', async () => {
  const key = await b.aKey({ calls: partnerCenter, customers: 'all' });
  const customers = await call(key, '/partner-center/v1/customers?size=2');
  assert.equal((JSON.parse(customers.text) as { items: unknown[] }).items.length, 2);
  assert.equal((await call(key, `/partner-center/v1/customers/${customerB}`)).status, 200);
  assert.equal(deniedOf(await call(key, '/partner-center/v1/profiles/legalbusiness')), 'path');
});

test('a call to another API goes to the customer’s own tenant, as the policy says', async () => {
  const key = await b.aKey({ calls: graph });
  const users = await call(key, '/graph/v1.0/users', { customer: customerA });
  assert.equal(users.status, 200, users.text);
  assert.deepEqual(
    b.t.sandbox.ledger.apiCalls({ service: 'graph' }).map(({ tenant }) => tenant),
    [customerA],
  );

  assert.equal(deniedOf(await call(key, '/graph/v1.0/users', { customer: customerB })), 'customer');
  assert.equal(deniedOf(await call(key, '/graph/v1.0/users')), 'partner tenant');
  assert.equal(deniedOf(await call(key, '/graph/v1.0/users', { customer: partnerOne })), 'partner tenant');
  assert.equal(deniedOf(await call(key, '/graph/v1.0/groups', { customer: customerA })), 'path');
  assert.equal(
    deniedOf(await call(key, '/graph/v1.0/users', { customer: customerA, method: 'DELETE' })),
    'method',
  );
  assert.equal(deniedOf(await call(key, `/partner-center/v1/customers/${customerA}`)), 'resource');
  assert.equal(deniedOf(await call(key, '/arm/subscriptions')), 'unknown_resource');
  assert.equal(arrived().length, 1);
});

test('refuses what is not named rightly: partner, customer, method, key', async () => {
  const key = await b.aKey({ calls: [...graph, ...partnerCenter] });
  const users = '/graph/v1.0/users';
  const customer = customerA;
  assert.equal(deniedOf(await sendRaw(b.url, { key, path: `/v1/call${users}` })), 'invalid_request');
  assert.equal(deniedOf(await call(key, users, { partner: 'contoso.example', customer })), 'invalid_request');
  assert.equal(deniedOf(await call(key, users, { customer: 'x' })), 'invalid_request');
  assert.equal(
    deniedOf(
      await call(key, users, { customer, headers: { 'consentry-partner': [partnerOne, partnerTwo] } }),
    ),
    'invalid_request',
  );
  assert.equal(
    deniedOf(await call(key, `/partner-center/v1/customers/${customer}`, { customer })),
    'wrong_tenant_for_resource',
  );
  assert.equal(deniedOf(await call(key, users, { customer, body: '{}' })), 'invalid_request');
  assert.equal(deniedOf(await call('cty_none', users, { customer })), 'unauthorized');
  const other = await call(key, users, { customer, method: 'OPTIONS' });
  assert.deepEqual([other.status, other.headers.allow], [405, 'GET, POST, PUT, PATCH, DELETE']);
  assert.equal((await call(key, users, { customer, method: 'HEAD' })).status, 405);
  assert.deepEqual(arrived(), []);
});

test('refuses every path that could be read in two ways, before anything leaves', async () => {
  const key = await b.aKey({
    calls: [
      { resource: 'partner-center', methods: ['GET', 'POST'], paths: ['/v1'] },
      { resource: 'graph', methods: ['GET', 'POST'], paths: ['/v1.0'] },
    ],
  });
  const own = `/v1/customers/${customerA}`;
  const other = `/v1/customers/${customerB}`;
  for (const path of [
    `/partner-center${own}/../${customerB}`,
    `/partner-center${own}/%2e%2e/${customerB}`,
    `/partner-center${own}/.%2E/${customerB}`,
    `/partner-center${own}/./users`,
    `/partner-center${own}%2f..%2f${customerB}`,
    `/partner-center${own}%5c..%5c${customerB}`,
    `/partner-center${own}\\..\\${customerB}`,
    `/partner-center${own}/%252e%252e/${customerB}`,
    `/partner-center${own}//users`,
    `/partner-center/${own}`,
    `/partner-center//evil.example${own}`,
    `/partner-center${own};x=1/users`,
    `/partner-center${own}%3b/users`,
    `/partner-center${own}/a@b`,
    `/partner-center${own}%00`,
    `/partner-center${own}%0d%0aHost:evil.example`,
    `/partner-center/v1/%63ustomers/${customerB}`,
    `/partner-center${own}/`,
    '/partner-center',
    '/partner-center/',
    `/%70artner-center${own}`,
    `/../call/partner-center${own}`,
    '/graph/v1.0/$batch',
    '/graph/v1.0/%24batch',
    '/graph/v1.0/$BATCH',
    `/partner-center${other}/../${customerA}`,
  ]) {
    for (const method of ['GET', 'POST']) {
      const answer = await call(key, path, {
        method,
        ...(path.startsWith('/graph') ? { customer: customerA } : {}),
      });
      assert.notEqual(answer.text, '', path);
      const { status, code } = refusalOf(answer);
      assert.deepEqual([status, code], [400, 'path_refused'], `${method} ${path}`);
    }
  }
  assert.deepEqual(arrived(), []);
});

test('a path outside of the forward calls is reached by none of them', async () => {
  const key = await b.aKey({ calls: graph });
  for (const path of [
    '/graph/../../tokens',
    '/graph/..%2f..%2ftokens',
    '/../grants',
    '/graph/../../../healthz',
  ])
    assert.equal(deniedOf(await call(key, path)), 'path_refused');
  assert.equal(deniedOf(await call(key, '/graph%2fv1.0/users', { customer: customerA })), 'path_refused');
  for (const path of ['/graph@evil.example/v1.0/users', '/graph:443/v1.0/users'])
    assert.equal(deniedOf(await call(key, path, { customer: customerA })), 'not_found', path);
  assert.deepEqual(arrived(), []);
});

test('passes path and query on byte for byte', async () => {
  const key = await b.aKey({ calls: graph });
  const target = "/v1.0/users?$filter=userPrincipalName eq 'user01@customer-a.example'&$top=2".replaceAll(
    ' ',
    '%20',
  );
  const answer = await call(key, `/graph${target}`, { customer: customerA });
  assert.equal((JSON.parse(answer.text) as { value?: unknown[] }).value?.length, 1, answer.text);
  assert.deepEqual(
    b.t.sandbox.ledger.apiCalls({ service: 'graph' }).map(({ path }) => path.replaceAll('%27', "'")),
    [target],
  );
});

test('changes something at the API: method, body and If-Match arrive, the ETag comes back', async () => {
  const key = await b.aKey({
    calls: [{ resource: 'partner-center', methods: ['GET', 'PUT'], paths: ['/v1/customers'] }],
  });
  const path = `/partner-center/v1/customers/${customerA}/profiles/billing`;
  const found = JSON.parse((await call(key, path)).text) as { attributes: { etag: string } };
  const body = JSON.stringify({ ...found, companyName: 'A New Name' });
  const headers = { 'content-type': 'application/json', 'if-match': `"${found.attributes.etag}"` };
  const changed = await call(key, path, { method: 'PUT', body, headers });
  assert.equal(changed.status, 200, changed.text);
  assert.match((await call(key, path)).text, /A New Name/);
  const again = await call(key, path, { method: 'PUT', body, headers });
  assert.equal(again.headers['consentry-upstream'], 'true');
  assert.ok(again.status >= 400, 'an old ETag is refused by the API');
});

test('records a call before it leaves and what became of it after, without query or body', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const path = `/v1/customers/${customerA}/users`;
  const answer = await call(key, `/partner-center${path}?size=3&x=CANARY`, {
    headers: { accept: 'text/CANARY' },
  });
  assert.equal(answer.status, 200);
  const [forwarded, answered, ...others] = await eventsOf(answer);
  assert.equal(others.length, 0);
  assert.ok(forwarded?.type === 'call.forwarded' && answered?.type === 'call.answered');
  assert.match(forwarded.actor, /^cal_/);
  const { partner, tenant, resource, method } = forwarded;
  assert.deepEqual([partner, tenant, resource, method], [partnerOne, customerA, 'partner-center', 'GET']);
  assert.equal(forwarded.path, path);
  assert.deepEqual(
    [answered.status, answered.bytes, answered.attempts, answered.isMfaCompliant, answered.reason],
    [200, Buffer.byteLength(answer.text), 1, true, undefined],
  );
  assert.equal(answer.headers['ismfacompliant'], 'true');
  assert.doesNotMatch(JSON.stringify(await b.t.events()), /CANARY/);
  assert.doesNotMatch(b.t.logged.join(''), /CANARY|customers/);
});

test('records a refusal without the path that was refused', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const [refused, ...others] = await eventsOf(await call(key, '/partner-center/v1/CANARY'), 1);
  assert.equal(others.length, 0);
  assert.ok(refused?.type === 'call.refused');
  assert.deepEqual(
    [refused.code, refused.partner, refused.resource],
    ['policy_denied', partnerOne, 'partner-center'],
  );
  assert.doesNotMatch(JSON.stringify(refused), /CANARY/);
});

test('F-53: an API’s 401 costs one new token and one more call, once', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const path = `/v1/customers/${customerA}`;
  await call(key, `/partner-center${path}`);
  b.t.sandbox.control.moveClock(tenMinutesMs);
  b.t.sandbox.ledger.clear();

  const refuse = {
    service: 'partnerCenter',
    fault: { kind: 'answer', status: 401, body: '{"code":"401"}' },
  } as const;
  play(refuse);
  const cured = await call(key, `/partner-center${path}`);
  assert.deepEqual([cured.status, arrived().length, b.t.tokenRequests()], [200, 2, 1]);
  const [, answered] = await eventsOf(cured);
  assert.ok(answered?.type === 'call.answered' && answered.attempts === 2);

  b.t.sandbox.control.moveClock(tenMinutesMs);
  b.t.sandbox.ledger.clear();
  play({ ...refuse, times: 'always' });
  const refused = await call(key, `/partner-center${path}`);
  assert.deepEqual([refused.status, refused.text], [401, '{"code":"401"}']);
  assert.equal(refused.headers['consentry-upstream'], 'true');
  assert.deepEqual([arrived().length, b.t.tokenRequests()], [2, 1]);
  await call(key, `/partner-center${path}`);
  assert.deepEqual(
    [arrived().length, b.t.tokenRequests()],
    [3, 1],
    'a new token that is refused is not replaced',
  );
});

test('F-54: a throttled API is left alone as long as it says, for this customer alone', async () => {
  const key = await b.aKey({ calls: partnerCenter, customers: [customerA, customerB] });
  const throttled = {
    kind: 'answer',
    status: 429,
    headers: { 'retry-after': '7' },
    body: '{"code":"429"}',
  } as const;
  play({ service: 'partnerCenter', path: `*${customerA}*`, times: 'always', fault: throttled });
  const path = `/partner-center/v1/customers/${customerA}/users`;
  const first = await call(key, path);
  assert.deepEqual([first.status, first.headers['retry-after'], first.text], [429, '7', '{"code":"429"}']);
  assert.equal(first.headers['consentry-upstream'], 'true');

  const held = await call(key, path);
  assert.deepEqual(
    [held.status, refusalOf(held).code, held.headers['retry-after']],
    [503, 'api_throttled', '7'],
  );
  assert.equal((await call(key, `/partner-center/v1/customers/${customerB}`)).status, 200);
  assert.equal(arrived().length, 2);

  endFaults();
  b.t.sandbox.control.moveClock(7_000);
  assert.equal((await call(key, path)).status, 200);
});

test('F-54: a write that fails is not repeated, and what the API says of it is passed on', async () => {
  const key = await b.aKey({
    calls: [{ resource: 'partner-center', methods: ['POST', 'PUT', 'DELETE'], paths: ['/v1/customers'] }],
    customers: [customerB],
  });
  const path = `/partner-center/v1/customers/${customerB}/applicationconsents`;
  for (const status of [500, 502, 503]) {
    b.t.sandbox.ledger.clear();
    const fault = { kind: 'answer', status, body: `{"code":"${status}"}` } as const;
    play({ service: 'partnerCenter', fault });
    const answer = await call(key, path, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    assert.deepEqual([answer.status, answer.text], [status, `{"code":"${status}"}`]);
    assert.equal(arrived().length, 1);
  }
  b.t.sandbox.ledger.clear();
  play({ service: 'partnerCenter', fault: { kind: 'reset-after' } });
  const lost = await call(key, path, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  const { code, facts } = refusalOf(lost);
  assert.deepEqual([code, facts['mayHaveArrived'], arrived().length], ['api_unavailable', true, 1]);
  const [, answered] = await eventsOf(lost);
  assert.ok(answered?.type === 'call.answered' && answered.code === 'api_unavailable');
});

test('F-55: a grant in whose sign-in Partner Center sees no MFA is flagged, once', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const path = `/partner-center/v1/customers/${customerA}`;
  const flags = async (): Promise<number> =>
    (await b.t.events()).filter(({ type }) => type === 'grant.mfa_missing').length;
  for (const fault of [
    { kind: 'answer', status: 200, headers: { isMfaCompliant: 'false' }, body: '{}' },
    { kind: 'answer', status: 401, body: '{"code":"900421","description":"no"}' },
    { kind: 'answer', status: 401, body: '{"description":"Authentication failed. MFA required. (10001)"}' },
  ] as const) {
    const earlier = await flags();
    b.t.sandbox.control.moveClock(tenMinutesMs);
    b.t.sandbox.ledger.clear();
    play({ service: 'partnerCenter', times: 2, fault });
    const answers = [await call(key, path), await call(key, path)];
    assert.deepEqual(
      answers.map(({ status, text }) => [status, text]),
      [
        [fault.status, fault.body],
        [fault.status, fault.body],
      ],
    );
    assert.equal(arrived().length, 2, 'no new token brings MFA, so none is asked for');
    const [, answered] = await eventsOf(answers[0] as RawAnswer);
    assert.ok(answered?.type === 'call.answered' && answered.isMfaCompliant === false);
    assert.equal(await flags(), earlier + 1);
    assert.equal((await call(key, path)).headers['ismfacompliant'], 'true');
  }
});

test('the library calls through the broker, and tells the API’s refusals from the broker’s', async () => {
  const key = await b.aKey({ calls: graph });
  const remote = createRemote({ baseUrl: b.url, key: Secret.of(key), send: (request) => fetch(request) });
  const forward = (path: string): Promise<unknown> =>
    remote.forward({ resource: 'graph', partner: partnerOne, customer: customerA, path });
  const { value } = (await forward('/v1.0/users?$top=2')) as { value: unknown[] };
  assert.equal(value.length, 2);
  await assert.rejects(forward('/v1.0/users/nobody'), (error) => {
    assert.ok(isConsentryError(error, 'api_refused'));
    return error.facts['status'] === 404 && error.facts['apiCode'] === 'Request_ResourceNotFound';
  });
  await assert.rejects(forward('/v1.0/groups'), { code: 'policy_denied' });
  for (const path of ['/v1.0/../users', '@evil.example/', 'v1.0', '/v1.0/%2e%2e/x'])
    await assert.rejects(forward(path), { code: 'path_refused' });
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

test('the example of the document works as it stands', { skip: !hasCurl }, async () => {
  const document = await readFile(new URL('../../../docs/forward-calls.md', import.meta.url), 'utf8');
  const script = [...document.matchAll(/```sh\n(.*?)```/gs)]
    .map(([, text = '']) => text)
    .find((text) => text.includes('curl'));
  const key = await b.aKey({ calls: [...partnerCenter, ...graph] });
  const folder = await mkdtemp(join(tmpdir(), 'consentry-curl-'));
  try {
    await writeFile(join(folder, 'invoices.key'), `${key}\n`, { mode: 0o600 });
    const lines = (script ?? '').replaceAll('http://127.0.0.1:44396', b.url);
    const options = {
      cwd: folder,
      env: { PATH: process.env['PATH'], PARTNER: partnerOne, CUSTOMER: customerA },
    };
    const { stdout } = await promisify(execFile)('sh', ['-euc', lines], options);
    const answers = stdout
      .split(/(?<=\})(?=\{)/)
      .map((text) => JSON.parse(text.replace(/^\ufeff/, '')) as object);
    assert.deepEqual(
      answers.map((answer) =>
        Object.values(answer).some((value) => Array.isArray(value) && value.length >= 10),
      ),
      [true, true],
    );
    assert.equal(arrived().length, 2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('asks Partner Center about MFA, whatever the caller says', async () => {
  const key = await b.aKey({ calls: partnerCenter });
  const path = `/partner-center/v1/customers/${customerA}`;
  const answer = await call(key, path, { headers: { validatemfa: 'false' } });
  assert.equal(answer.headers['ismfacompliant'], 'true');
  const id = '12345678-1111-4111-8111-111111111111';
  assert.equal(
    (await call(key, path, { headers: { 'ms-correlationid': id } })).headers['ms-correlationid'],
    id,
  );
});

test('no call leaves while it cannot be recorded', async () => {
  await using own = await aListeningBroker();
  await own.t.aConnectedPartner();
  const key = await own.aKey({ calls: partnerCenter });
  const path = `/v1/call/partner-center/v1/customers/${customerA}`;
  const send = (): Promise<RawAnswer> => sendRaw(own.url, { key, path, partner: partnerOne });
  const first = await send();
  assert.equal(first.status, 200);
  // Its outcome is no longer waiting to be written.
  await eventsOf(first, 2, own);
  own.t.sandbox.ledger.clear();
  const other = new DatabaseSync(join(own.t.folder, 'data', 'audit.db'));
  other.exec('BEGIN EXCLUSIVE');
  try {
    const { status, code } = refusalOf(await send());
    assert.deepEqual([status, code], [503, 'audit_unavailable']);
    assert.deepEqual(own.t.sandbox.ledger.requests(), []);
  } finally {
    other.close();
  }
  assert.equal((await send()).status, 200);
});
