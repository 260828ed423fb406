import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ConsentryError, type ErrorCode, errorTable } from '@consentry/core';
import { createOutput, reportError } from './output.ts';

/** What is written to the streams of this process while something is done. It must not wait for anything. */
function written<T>(t: TestContext, act: () => T): { out: string; err: string; result: T } {
  const texts = { out: '', err: '' };
  const streams = { out: process.stdout, err: process.stderr };
  const mocks = (['out', 'err'] as const).map((name) =>
    t.mock.method(streams[name], 'write', (text: string) => {
      texts[name] += text;
      return true;
    }),
  );
  try {
    const result = act();
    return { ...texts, result };
  } finally {
    for (const { mock } of mocks) mock.restore();
  }
}

test('writes a result for people to standard output', (t) => {
  const { out, err } = written(t, () => createOutput({ json: false }).result(() => 'two grants', [1, 2]));
  assert.deepEqual([out, err], ['two grants\n', '']);
});

test('writes a result for programs as one line of JSON, and makes no text for it', (t) => {
  const data = { name: 'line\nbreak', list: [1] };
  const { out, err } = written(t, () => createOutput({ json: true }).result(() => assert.fail(), data));
  assert.deepEqual([out, err], ['{"name":"line\\nbreak","list":[1]}\n', '']);
});

for (const json of [false, true]) {
  test(`writes a note to standard error, apart from the result${json ? ', with JSON too' : ''}`, (t) => {
    const { out, err } = written(t, () => createOutput({ json }).note('waiting'));
    assert.deepEqual([out, err], ['', 'waiting\n']);
  });
}

test('says what went wrong, what to do, and the code with its facts', (t) => {
  const facts = { tenant: 'a-tenant', aadsts: 50173 };
  const error = new ConsentryError('consent_needed', {
    message: 'It ended.',
    remedy: 'Invite again.',
    facts,
  });
  const { out, err } = written(t, () => reportError(error, false));
  assert.equal(out, '');
  assert.deepEqual(err.split('\n'), [
    'Error: It ended.',
    'To do: Invite again.',
    'Code:  consent_needed (tenant a-tenant, aadsts 50173)',
    '',
  ]);
});

test('says the code alone when there are no facts', (t) => {
  const { err } = written(t, () => reportError(new ConsentryError('usage'), false));
  assert.match(err, /^Code: {2}usage$/m);
});

test('keeps the lines of a message, and shows every other control character in it', (t) => {
  const options = { message: 'one\ntwo\u001b[2J', remedy: 'a\nb\r', facts: { name: 'c\nd\u009b' } };
  const { err } = written(t, () => reportError(new ConsentryError('usage', options), false));
  assert.deepEqual(err.split('\n'), [
    'Error: one',
    'two\\u001b[2J',
    'To do: a',
    'b\\u000d',
    'Code:  usage (name c\\u000ad\\u009b)',
    '',
  ]);
});

test('writes an error for programs as one line of JSON on standard error', (t) => {
  const error = new ConsentryError('not_found', { facts: { id: 1 } });
  const { out, err } = written(t, () => reportError(error, true));
  const { message, remedy } = errorTable.not_found;
  assert.equal(out, '');
  assert.deepEqual(JSON.parse(err), { error: { code: 'not_found', message, remedy, facts: { id: 1 } } });
  assert.equal(err.trimEnd().split('\n').length, 1);
});

test('shows people where a mistake of ours happened, and programs only that it did', (t) => {
  const mistake = new TypeError('x is not a function');
  assert.match(written(t, () => reportError(mistake, false)).err, /internal_error\n.*TypeError: x is not/s);
  const { err } = written(t, () => reportError(mistake, true));
  assert.equal((JSON.parse(err) as { error: { code: string } }).error.code, 'internal_error');
  assert.doesNotMatch(err, /TypeError/);
});

test('reports what is no error at all', (t) => {
  const { err, result } = written(t, () => reportError(undefined, false));
  assert.match(err, /internal_error/);
  assert.equal(result, 1);
});

test('shows nothing of the cause of an error that it knows', (t) => {
  const error = new ConsentryError('broker_unreachable', { cause: new Error('canary') });
  for (const json of [false, true])
    assert.doesNotMatch(written(t, () => reportError(error, json)).err, /canary/);
});

test('exits with 2 for what the person can correct, and with 1 for everything else', (t) => {
  const codes = Object.keys(errorTable) as ErrorCode[];
  const exits = codes.map((code) => written(t, () => reportError(new ConsentryError(code), true)).result);
  assert.deepEqual(
    codes.filter((_, index) => exits[index] === 2).toSorted((a, b) => a.localeCompare(b)),
    [
      'consents_invalid',
      'domain_unknown',
      'host_refused',
      'invalid_configuration',
      'invalid_request',
      'partner_tenant_refused',
      'permission_not_offered',
      'unknown_resource',
      'unknown_task',
      'usage',
      'wrong_tenant_for_resource',
    ],
  );
  assert.deepEqual(new Set(exits), new Set([1, 2]));
});
