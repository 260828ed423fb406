import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findClaimsChallenge } from './claims-challenge.ts';

const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}';
const header = (encoded: string) =>
  `Bearer realm="", authorization_uri="https://x/", error="insufficient_claims", claims="${encoded}"`;

test('reads the claims in either alphabet, wherever they stand', () => {
  for (const encoding of ['base64', 'base64url'] as const) {
    const encoded = Buffer.from(claims).toString(encoding);
    assert.equal(findClaimsChallenge(header(encoded)), claims);
    assert.equal(findClaimsChallenge(`Bearer claims="${encoded}", error="insufficient_claims"`), claims);
  }
});

for (const [what, value] of Object.entries({
  'no header': undefined,
  'no claims': 'Bearer error="invalid_token"',
  'what is no JSON': header(Buffer.from('not json').toString('base64')),
  'what is no object': header(Buffer.from('[1]').toString('base64')),
  'claims beyond 4 KB': header(Buffer.from(JSON.stringify({ a: 'x'.repeat(5000) })).toString('base64')),
  'a parameter that only ends so': `Bearer myclaims="${Buffer.from(claims).toString('base64')}"`,
  'a header beyond 16 KB': `Bearer ${'x'.repeat(20_000)}, claims="${Buffer.from(claims).toString('base64')}"`,
})) {
  test(`finds no challenge in ${what}`, () => {
    assert.equal(findClaimsChallenge(value), undefined);
  });
}
