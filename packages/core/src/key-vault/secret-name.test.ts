import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { createId } from '../ids.ts';
import { systemRandom } from '../node/system.ts';
import type { SecretRef } from '../vault/vault.ts';
import { grantOf, nameOf, readRef, refOf } from './secret-name.ts';

test('gives each grant a name of its own, though Key Vault tells names apart in no case', () => {
  const ids = ['a', 'A', '-', '_'].map((letter) => aGrantId(letter));
  const names = ids.map((id) => nameOf(id).toUpperCase());
  assert.equal(new Set(names).size, ids.length);
});

test('makes names that Key Vault takes, and finds the grant again', () => {
  for (let count = 0; count < 100; count++) {
    const id = createId('GrantId', systemRandom);
    assert.match(nameOf(id), /^[0-9a-zA-Z-]{1,127}$/);
    assert.equal(grantOf(nameOf(id)), id);
  }
});

test('reads a reference that it made, and no other', () => {
  const named = { name: nameOf(aGrantId()), version: '0123456789abcdef'.repeat(2) };
  assert.deepEqual(readRef(refOf(named)), named);
  for (const other of [
    'sec_1',
    `kv:${named.name}`,
    `kv:../${named.name}/${named.version}`,
    `${refOf(named)}/`,
  ]) {
    assert.equal(readRef(other as SecretRef), undefined);
  }
});
