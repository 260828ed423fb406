import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlainTarget } from './plain-target.ts';

for (const target of [
  '/',
  '/v1/tokens',
  '/v1/callers/cal_x-1?after=/../x;y',
  '/v1.0/users%20a',
  '/a/...',
  '/.well-known/x',
]) {
  test(`takes ${target}`, () => {
    assert.ok(isPlainTarget(target));
  });
}

for (const target of [
  '',
  '*',
  'v1/tokens',
  'http://evil.example/v1/tokens',
  '//v1/tokens',
  '/v1//tokens',
  '/v1/../healthz',
  '/v1/..',
  '/./healthz',
  '/v1/%2e%2e/healthz',
  '/v1/%2E./healthz',
  '/v1%2ftokens',
  '/v1%5Ctokens',
  '/v1\\tokens',
  '/v1/tokens;a=b',
  '/v1/tokens%00',
  '/v1/tokens#x',
  '/v1/tokens?a#x',
  '/v1/tokens?ö',
  '/v1/{tokens}',
  '/v1/"tokens"',
  '/v1/tök',
]) {
  test(`refuses ${target}`, () => {
    assert.ok(!isPlainTarget(target));
  });
}
