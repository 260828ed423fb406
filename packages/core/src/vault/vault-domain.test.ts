import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vaultResourceOf } from './vault-domain.ts';

test('asks for tokens for the domain that the vault has its name in', () => {
  assert.equal(vaultResourceOf('https://example.vault.azure.net'), 'https://vault.azure.net');
  assert.equal(vaultResourceOf('https://example.vault.azure.cn/'), 'https://vault.azure.cn');
  assert.equal(vaultResourceOf('https://example.vault.localhost:8443'), 'https://vault.localhost');
});

for (const url of [
  'http://example.vault.azure.net',
  'https://vault',
  'https://127.0.0.1',
  'https://a.b.test/c',
]) {
  test(`takes ${url} for no vault`, () => {
    assert.throws(() => vaultResourceOf(url), TypeError);
  });
}
