import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnswerOf } from '@consentry/core/contract';
import { describeToken, formatForCurl, formatForPowerShell } from './token-formats.ts';

function aToken(change: Partial<AnswerOf<'acquireToken'>> = {}): AnswerOf<'acquireToken'> {
  return {
    accessToken: 'canary.token',
    tokenType: 'Bearer',
    expiresAt: '2026-11-20T12:00:00.000Z',
    access: 'delegated',
    tenant: '11111111-2222-4333-8444-555555555555',
    resource: 'graph',
    scopes: ['https://graph.microsoft.com/User.Read.All'],
    missingScopes: [],
    fromCache: false,
    baseUrl: 'https://graph.microsoft.com',
    cloud: 'public',
    ...change,
  };
}

test('tells a person everything of a token but the token, and lets nothing through to the terminal', () => {
  const text = describeToken(aToken({ resource: 'https://api.example/\u001b[2J' }));
  assert.doesNotMatch(text, /canary/);
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
  for (const told of ['11111111-2222', 'User.Read.All', 'graph.microsoft.com', '2026-11-20T12:00:00.000Z']) {
    assert.ok(text.includes(told), told);
  }
});

test('keeps curl to https where the API is there', () => {
  const lines = formatForCurl(aToken(), 'https://graph.microsoft.com/v1.0/users').split('\n');
  assert.deepEqual(lines, [
    'url = "https://graph.microsoft.com/v1.0/users"',
    'proto = "=https"',
    'proto-default = "https"',
    'header = "Authorization: Bearer canary.token"',
  ]);
  assert.doesNotMatch(formatForCurl(aToken({ baseUrl: 'http://127.0.0.1:8080' }), undefined), /proto|url/);
});

test('writes nothing for curl that would be another option', () => {
  const text = formatForCurl(aToken({ accessToken: String.raw`a" \ b` }), undefined);
  assert.equal(text.split('\n').at(-1), String.raw`header = "Authorization: Bearer a\" \\ b"`);
  for (const accessToken of ['a\noutput = "file"', 'a\r', 'a\u0000']) {
    assert.throws(() => formatForCurl(aToken({ accessToken }), undefined), { code: 'not_a_broker' });
  }
});

test('writes one line of ASCII for PowerShell, which reads as JSON', () => {
  const token = aToken({ baseUrl: 'https://ключ.example' });
  const text = formatForPowerShell(token, 'https://ключ.example/v1.0/users');
  assert.match(text, /^[\x20-\x7e]+$/);
  assert.deepEqual(JSON.parse(text), {
    accessToken: 'canary.token',
    expiresAt: token.expiresAt,
    tenant: token.tenant,
    baseUrl: 'https://ключ.example',
    uri: 'https://ключ.example/v1.0/users',
  });
});
