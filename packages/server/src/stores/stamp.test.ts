import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '@consentry/core';
import { checkStamp } from './stamp.ts';

const stamp = { cloud: 'public', application: 'app' };
const vault = 'https://example.vault.azure.net';
const keys = [{ id: 'key-1', key: Secret.of(new Uint8Array(32)) }] as const;

/** The rows of a store that was made for this vault; undefined: before stamps named one. */
function rowsOf(name: string | undefined): ReadonlyMap<string, string> {
  const rows = new Map([
    ['cloud', 'public'],
    ['application', 'app'],
    ['master-key:key-1', ''],
  ]);
  return name === undefined ? rows : rows.set('vault', name);
}

const check = (rows: ReadonlyMap<string, string>, configured: string | undefined) => () =>
  checkStamp(rows, { ...stamp, vault: configured }, keys, 'a.key');

test('opens a store for the vault that it was made with', () => {
  assert.doesNotThrow(check(rowsOf(vault), vault));
  assert.doesNotThrow(check(rowsOf('database'), undefined));
  assert.doesNotThrow(check(rowsOf(undefined), undefined));
  assert.doesNotThrow(check(new Map(), vault));
});

test('opens a store for no other vault: its refresh tokens are not there', () => {
  for (const [made, configured] of [
    [vault, undefined],
    [vault, 'https://other.vault.azure.net'],
    ['database', vault],
    [undefined, vault],
  ] as const) {
    assert.throws(check(rowsOf(made), configured), { code: 'store_other_cloud' });
  }
});
