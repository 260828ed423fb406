import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equals, fits, overlap } from './identity-fit.ts';

const issuer = 'https://tokens.platform.example';
const of = (claims: Readonly<Record<string, string>>) => ({ issuer, claims });
const token = (claims: Readonly<Record<string, unknown>>) => ({ issuer, claims });

test('a token fits when it carries every claim, whatever else it says', () => {
  assert.ok(fits(of({ sub: 'a' }), token({ sub: 'a', ref: 'x', exp: 1 })));
  assert.ok(fits(of({ sub: 'a', ref: 'x' }), token({ ref: 'x', sub: 'a' })));
});

test('a token does not fit for less, for more, or for something alike', () => {
  const both = of({ sub: 'repo:contoso/reports', ref: 'refs/heads/main' });
  for (const claims of [
    {},
    { sub: 'repo:contoso/reports' },
    { ref: 'refs/heads/main' },
    { sub: 'repo:contoso/reports', ref: 'refs/heads/main2' },
    { sub: 'repo:contoso/reports', ref: 'refs/heads/mai' },
    { sub: 'repo:Contoso/reports', ref: 'refs/heads/main' },
    { sub: 'repo:contoso/reports ', ref: 'refs/heads/main' },
    { sub: ['repo:contoso/reports'], ref: 'refs/heads/main' },
    { sub: 'repo:contoso/reports', ref: { toString: 'refs/heads/main' } },
    { sub: 'repo:contoso/*', ref: '*' },
  ]) {
    assert.ok(!fits(both, token(claims)), JSON.stringify(claims));
  }
  assert.ok(!fits(both, { issuer: `${issuer}/`, claims: both.claims }));
  assert.ok(!fits(of({ sub: '1' }), token({ sub: 1 })));
  assert.ok(!fits(of({ sub: 'true' }), token({ sub: true })));
  assert.ok(!fits(of({ sub: '*' }), token({ sub: 'a' })));
  assert.ok(!fits(of({ constructor: 'x' }), token({})));
  assert.ok(!fits(of({ toString: 'function' }), token({})));
});

test('two overlap where one asks for all that the other asks for', () => {
  const [wide, narrow] = [of({ sub: 'a' }), of({ sub: 'a', ref: 'x' })];
  assert.deepEqual([overlap(wide, narrow), overlap(narrow, wide), equals(wide, narrow)], [true, true, false]);
  assert.ok(equals(narrow, of({ ref: 'x', sub: 'a' })));
  assert.ok(!overlap(narrow, of({ sub: 'a', ref: 'y' })));
  assert.ok(!overlap(wide, of({ repository_id: '1' })));
  assert.ok(!overlap(wide, { ...wide, issuer: 'https://other.example' }));
});
