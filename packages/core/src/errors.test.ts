import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, type ErrorCode, errorTable, isConsentryError } from './errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

test('says what the table says, unless it is told more precisely', () => {
  const error = new ConsentryError('consent_needed');
  assert.equal(error.message, errorTable.consent_needed.message);
  assert.equal(error.remedy, errorTable.consent_needed.remedy);
  assert.deepEqual(error.facts, {});
  assert.equal(error.retryAfterMs, undefined);
});

test('says what it is told where the table is not precise enough', () => {
  const cause = new Error('below');
  const options = { message: 'm', remedy: 'r', facts: { aadsts: 50173 }, retryAfterMs: 5, cause };
  const error = new ConsentryError('consent_needed', options);
  const { message, remedy, facts, retryAfterMs } = error;
  assert.deepEqual({ message, remedy, facts, retryAfterMs, cause: error.cause }, options);
});

test('has no cause when none is given', () => {
  assert.ok(!('cause' in new ConsentryError('not_found')));
});

test('knows its row of the table', () => {
  assert.equal(new ConsentryError('body_too_large').entry, errorTable.body_too_large);
});

test('tells its own errors, and those of one code, from others', () => {
  const error = new ConsentryError('not_found');
  assert.ok(isConsentryError(error));
  assert.ok(isConsentryError(error, 'not_found'));
  assert.ok(!isConsentryError(error, 'usage'));
  assert.ok(!isConsentryError(new Error('not_found')));
  assert.ok(!isConsentryError({ code: 'not_found', name: 'ConsentryError' }));
});

test('has for every code a status of a refusal, a message and a remedy that are sentences', () => {
  const isSentence = (text: string): boolean => /^[A-Z].*[.…]$/.test(text);
  const wrong = codes.filter((code) => {
    const { status, message, remedy } = errorTable[code];
    return status < 400 || status > 599 || !isSentence(message) || !isSentence(remedy);
  });
  assert.deepEqual(wrong, []);
});

test('writes every code in small letters with underscores', () => {
  assert.deepEqual(
    codes.filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code)),
    [],
  );
});

test('asks for a retry later wherever the trouble is passing', () => {
  const wrong = codes.filter((code) => {
    const { failureClass, retry } = errorTable[code];
    return failureClass === 'retry' && retry !== 'later';
  });
  assert.deepEqual(wrong, []);
});

test('sends a person to consent for exactly the failures that consent can end', () => {
  const wrong = codes.filter((code) => {
    const { failureClass, retry, actor } = errorTable[code];
    return (retry === 'consent') !== (failureClass === 'consent' && actor === 'invited person');
  });
  assert.deepEqual(wrong, []);
});
