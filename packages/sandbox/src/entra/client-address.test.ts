import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readClientAddress } from './client-address.ts';

function addressOf(forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return readClientAddress(new Request('http://login.sandbox.test/', { headers }));
}

test('takes the first address of X-Forwarded-For, of either family', () => {
  assert.equal(addressOf('203.0.113.9'), '203.0.113.9');
  assert.equal(addressOf(' 2001:db8::9 , 10.0.0.1'), '2001:db8::9');
});

test('a request that does not say, or says no address, comes from loopback', () => {
  for (const forwarded of [undefined, '', 'unknown', '203.0.113.9:443', '203.0.113.0/24']) {
    assert.equal(addressOf(forwarded), '127.0.0.1');
  }
});
