import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest, matchesDigest } from './digest.ts';

test('digests a value with SHA-256 in base64url', () => {
  // FIPS 180-2, appendix B.1: SHA-256 of "abc".
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(Buffer.from(digest('abc'), 'base64url').toString('hex'), expected);
});

test('matches a value with its own digest', () => {
  assert.ok(matchesDigest('a-state', digest('a-state')));
});

test('matches no other value, and no digest that is damaged, cut or empty', () => {
  const stored = digest('a-state');
  assert.ok(!matchesDigest('A-state', stored));
  assert.ok(!matchesDigest('', stored));
  assert.ok(!matchesDigest('a-state', stored.slice(0, -1)));
  assert.ok(!matchesDigest('a-state', `${stored}A`));
  assert.ok(!matchesDigest('a-state', ''));
});

test('does not take a digest for the value that it stands for', () => {
  assert.ok(!matchesDigest(digest('a-state'), digest('a-state')));
});
