import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '@consentry/core';
import { signAlert } from './sign-alert.ts';

test('signs as the specification’s own example has it', () => {
  // Of the README of Standard Webhooks, and of every library of theirs.
  const key = Secret.of('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  const headers = signAlert(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_999, '{"test": 2432232314}');
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});
