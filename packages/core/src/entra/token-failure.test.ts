import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anAnswer, customer, errorOf, noon, partner } from '../../test/builders.ts';
import { type ErrorCode, errorTable, type FailureClass } from '../error-table.ts';
import type { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { aadsts } from './aadsts.ts';
import { explainAadsts } from './explain.ts';
import { readTokenAnswer } from './read-token-answer.ts';
import { claimsOf } from './token-failure.ts';
import type { TokenGrant } from './token-request.ts';

interface Refusal {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly grant?: TokenGrant;
  readonly body?: object | string;
}

function refusal({ status = 400, headers = {}, grant = 'refresh_token', body = {} }: Refusal) {
  return errorOf(() =>
    readTokenAnswer(anAnswer(body, { status, headers }), {
      tenant: partner,
      grant,
      receivedAt: noon,
      requestedScopes: [],
    }),
  );
}

function numbered(...error_codes: readonly number[]): Promise<ConsentryError> {
  return refusal({ body: { error: 'invalid_grant', error_codes } });
}

test('an error keeps the numbers and ids of the answer, and never its description', async () => {
  const error = await refusal({
    body: {
      error: 'invalid_grant',
      error_description: 'AADSTS50076: CANARY\r\nTrace ID: CANARY',
      error_codes: [50076],
      timestamp: '2026-11-20 12:00:00Z',
      trace_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      correlation_id: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
      suberror: 'basic_action',
    },
  });
  assert.equal(error.code, 'step_up_needed');
  assert.match(error.message, /^AADSTS50076: Multi-factor/);
  assert.deepEqual(error.facts, {
    tenant: partner,
    status: 400,
    failureClass: 'consent',
    aadsts: 50076,
    error: 'invalid_grant',
    suberror: 'basic_action',
    errorCodes: [50076],
    correlationId: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
    traceId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
    timestamp: '2026-11-20 12:00:00Z',
  });
});

test('parts of an error that do not have the form that they should have are left out', async () => {
  const error = await refusal({
    body: {
      error: 'CANARY',
      suberror: 'CANARY',
      error_codes: ['CANARY', -1, 1.5, null],
      timestamp: 'CANARY',
      trace_id: 'CANARY',
      correlation_id: { CANARY: 1 },
      claims: 'CANARY',
    },
  });
  assert.equal(error.code, 'idp_unknown_error');
  assert.deepEqual(error.facts, { tenant: partner, status: 400, failureClass: 'ours' });
});

test('a fact that repeats a secret of the request is dropped, however it is escaped', async () => {
  for (const claims of ['{"a":"canary/token"}', '{"a":"c\\u0061nary\\/token"}']) {
    const answer = anAnswer({ error: 'interaction_required', claims }, { status: 400 });
    const context = {
      tenant: partner,
      grant: 'refresh_token',
      receivedAt: noon,
      requestedScopes: [],
    } as const;
    const error = await errorOf(() =>
      readTokenAnswer(answer, { ...context, sent: () => [Secret.of('canary/token')] }),
    );
    assert.equal(error.code, 'step_up_needed');
    assert.deepEqual(error.facts['claims'], undefined, claims);
    const kept = await errorOf(() =>
      readTokenAnswer(answer, { ...context, sent: () => [Secret.of('other')] }),
    );
    assert.equal(claimsOf(kept), claims);
  }
});

test('a challenge keeps its claims letter by letter', async () => {
  const claims = '{"access_token":{"polids":{"essential":true,"values":["x"]}}}';
  const error = await refusal({ body: { error: 'interaction_required', error_codes: [50076], claims } });
  assert.equal(claimsOf(error), claims);
  assert.equal(claimsOf(await numbered(50076)), undefined);
});

const numbers: readonly [number, ErrorCode, FailureClass][] = [
  [50076, 'step_up_needed', 'consent'],
  [50078, 'step_up_needed', 'consent'],
  [70043, 'step_up_needed', 'consent'],
  [50173, 'consent_needed', 'consent'],
  [70000, 'consent_needed', 'consent'],
  [70008, 'consent_needed', 'consent'],
  [700082, 'consent_needed', 'consent'],
  [50057, 'admin_needed', 'admin'],
  [53003, 'ca_blocked', 'admin'],
  [530034, 'ca_blocked', 'admin'],
  [65001, 'tenant_setup', 'tenant'],
  [90099, 'tenant_setup', 'tenant'],
  [50020, 'tenant_setup', 'tenant'],
  [500213, 'tenant_setup', 'tenant'],
  [90002, 'tenant_setup', 'tenant'],
  [90038, 'tenant_setup', 'tenant'],
  [7000215, 'client_credential', 'ours'],
  [7000222, 'client_credential', 'ours'],
  [700027, 'client_credential', 'ours'],
  [1000502, 'client_credential', 'ours'],
  [7000214, 'client_credential', 'ours'],
  [7000274, 'client_credential', 'ours'],
  [7000277, 'client_credential', 'ours'],
  [50011, 'client_request', 'ours'],
  [700084, 'client_request', 'ours'],
  [9002313, 'client_request', 'ours'],
  [50196, 'idp_loop', 'retry'],
  [90033, 'idp_unavailable', 'retry'],
  [650051, 'idp_unavailable', 'retry'],
];

for (const [number, code, failureClass] of numbers) {
  test(`AADSTS${number} of a refresh is ${code}, class ${failureClass}`, async () => {
    const error = await numbered(number);
    assert.equal(error.code, code);
    assert.equal(error.facts['failureClass'], failureClass);
    assert.equal(error.facts['aadsts'], number);
  });
}

test('of several numbers the more precise one counts, and passing trouble before all', async () => {
  assert.equal((await numbered(70002, 70008)).facts['aadsts'], 70008);
  assert.equal((await numbered(70000, 50076)).code, 'step_up_needed');
  assert.equal((await numbered(70008, 90033)).code, 'idp_unavailable');
  assert.equal((await numbered(70008, 50196)).code, 'idp_loop');
  assert.equal((await numbered(123456, 70000)).facts['aadsts'], 70000);
});

test('an unknown number is no proof that our credential is refused, whatever vague word or number stands beside it', async () => {
  for (const error_codes of [[123456], [70002, 123456], [123456, 70002]]) {
    const error = await refusal({ status: 401, body: { error: 'invalid_client', error_codes } });
    assert.deepEqual([error.code, error.retryAfterMs], ['idp_unknown_error', 60_000]);
    assert.deepEqual(error.facts['errorCodes'], error_codes);
  }
  for (const error_codes of [[7000222, 123456], [70002, 50012], [70002]]) {
    const { code } = await refusal({ status: 401, body: { error: 'invalid_client', error_codes } });
    assert.equal(code, 'client_credential');
  }
});

test('invalid_client with the number of a tenant that lacks our application concerns that tenant', async () => {
  const { code, facts } = await refusal({
    status: 401,
    body: { error: 'invalid_client', error_codes: [7000229] },
  });
  assert.deepEqual([code, facts['failureClass']], ['tenant_setup', 'tenant']);
});

test('an unknown number and a bare invalid_grant are no proof that a grant is dead', async () => {
  for (const body of [
    { error: 'invalid_grant' },
    { error: 'invalid_grant', error_codes: [123456] },
    { error: 'invalid_grant', suberror: 'something_new' },
    { error: ['invalid_grant'] },
    { error: null },
    { error: 'something_new' },
  ]) {
    const error = await refusal({ body });
    assert.equal(error.code, 'idp_unknown_error');
    assert.equal(error.retryAfterMs, 60_000);
  }
  assert.deepEqual((await numbered(123456)).facts['errorCodes'], [123456]);
});

const words: readonly [string, string | undefined, ErrorCode][] = [
  ['invalid_grant', 'bad_token', 'consent_needed'],
  ['invalid_grant', 'token_expired', 'consent_needed'],
  ['invalid_grant', 'basic_action', 'step_up_needed'],
  ['invalid_grant', 'consent_required', 'tenant_setup'],
  ['invalid_grant', 'message_only', 'admin_needed'],
  ['invalid_grant', 'protection_policy_required', 'ca_blocked'],
  ['interaction_required', undefined, 'step_up_needed'],
  ['consent_required', undefined, 'tenant_setup'],
  ['unauthorized_client', undefined, 'tenant_setup'],
  ['invalid_client', undefined, 'client_credential'],
  ['invalid_request', undefined, 'client_request'],
  ['temporarily_unavailable', undefined, 'idp_unavailable'],
];

for (const [error, suberror, code] of words) {
  test(`without a known number, ${error}${suberror ? ` with ${suberror}` : ''} is ${code}`, async () => {
    assert.equal((await refusal({ body: { error, ...(suberror && { suberror }) } })).code, code);
  });
}

test('a dead code fails the sign-in and says nothing about a grant', async () => {
  for (const body of [
    { error: 'invalid_grant', error_codes: [70008] },
    { error: 'invalid_grant', error_codes: [54005] },
    { error: 'invalid_grant', error_codes: [700005] },
    { error: 'invalid_grant' },
  ]) {
    const error = await refusal({ grant: 'authorization_code', body });
    assert.equal(error.code, 'consent_failed');
    assert.equal(error.remedy, errorTable.consent_failed.remedy);
  }
});

test('a number that only a sign-in can have keeps the grant when a refresh brings it', async () => {
  const error = await numbered(50058);
  assert.equal(error.code, 'idp_unknown_error');
  assert.equal(error.remedy, errorTable.idp_unknown_error.remedy);
});

test('an error inside a 200 is that error', async () => {
  const body = { error: 'invalid_grant', error_codes: [50173], access_token: 'AT', token_type: 'Bearer' };
  assert.equal((await refusal({ status: 200, body })).code, 'consent_needed');
});

test('server errors and throttling are passing trouble, whatever the body says', async () => {
  const body = { error: 'invalid_grant', error_codes: [50173] };
  for (const status of [408, 500, 502, 503, 504]) {
    assert.equal((await refusal({ status, body })).code, 'idp_unavailable');
    assert.equal((await refusal({ status, body: '<html>' })).code, 'idp_unavailable');
  }
  assert.equal((await refusal({ status: 429, body })).code, 'idp_throttled');
  assert.equal((await refusal({ status: 429, body: '<html>' })).code, 'idp_throttled');
});

test('a wait that the answer asks for is passed on', async () => {
  const headers = { 'retry-after': '7' };
  assert.equal((await refusal({ status: 429, headers })).retryAfterMs, 7_000);
  assert.equal((await refusal({ status: 429 })).retryAfterMs, 60_000);
  assert.equal((await refusal({ status: 503, headers })).retryAfterMs, 7_000);
  assert.equal((await refusal({ status: 503 })).retryAfterMs, undefined);
  assert.equal((await numbered(650051)).retryAfterMs, 30_000);
});

test('a request loop waits at least a minute, whatever error and header say', async () => {
  for (const error of ['invalid_grant', 'temporarily_unavailable', 'invalid_client']) {
    for (const status of [200, 400, 429]) {
      const body = { error, error_codes: [50196] };
      const found = await refusal({ status, body, headers: { 'retry-after': '1' } });
      assert.deepEqual([found.code, found.retryAfterMs], ['idp_loop', 60_000]);
    }
  }
});

test('an error names the tenant that was asked', async () => {
  const error = await errorOf(() =>
    readTokenAnswer(anAnswer({ error: 'invalid_grant', error_codes: [65001] }, { status: 400 }), {
      tenant: customer,
      grant: 'refresh_token',
      receivedAt: noon,
      requestedScopes: [],
    }),
  );
  assert.equal(error.facts['tenant'], customer);
});

test('the table of numbers names each number once', () => {
  const all = aadsts.flatMap((group) => Object.keys(group.numbers));
  assert.deepEqual(all, [...new Set(all)]);
});

test('a number is explained with meaning, remedy, who must act and the day that it was checked', () => {
  const explanation = explainAadsts(53003);
  assert.ok(explanation.known);
  assert.equal(explanation.failureClass, 'admin');
  assert.match(explanation.checkedAt, /^\d{4}-\d\d-\d\d$/);
  assert.match(explanation.remedy, /^An administrator/);
});

test('an unknown number is said to be unknown, with the place to look it up', () => {
  assert.deepEqual(explainAadsts(123456), {
    known: false,
    number: 123456,
    lookUp: 'https://login.microsoftonline.com/error?code=123456',
  });
});
