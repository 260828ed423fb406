import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type GrantState, isConsentryError, type SecretRef } from '@consentry/core';
import { aGrant, aPlace, testOnBoth } from '../../test/a-store.ts';
import type { DatabaseKind } from './migrations/migration.ts';
import { openStore } from './open-store.ts';

const vault = 'https://example.vault.azure.net';
const other = 'https://other.vault.azure.net';
const inKeyVault = `kv:consentry-${'0'.repeat(52)}/${'0'.repeat(32)}` as SecretRef;

/** A store that was opened with a Key Vault first, and holds a grant in this state and place. */
async function aStoreOf(t: TestContext, kind: DatabaseKind, state: GrantState, secret = inKeyVault) {
  const place = await aPlace(t, kind);
  const open = async (url: string | undefined) =>
    openStore({ ...place, stamp: { ...place.stamp, vault: url } });
  const first = await open(vault);
  await first.grants.save(aGrant({ state, secret }), 0);
  await first.close();
  const outcomeOf = async (url: string | undefined): Promise<string> => {
    try {
      await (await open(url)).close();
      return 'opened';
    } catch (error) {
      assert.ok(isConsentryError(error));
      assert.match(error.remedy, /consentry vault move/);
      return `${error.code} ${String(error.facts['grants'])}`;
    }
  };
  return { outcomeOf };
}

testOnBoth('opens a store for a Key Vault that it never had, and for none', async (t, kind) => {
  const { outcomeOf } = await aStoreOf(t, kind, 'healthy', 'sec_1' as SecretRef);
  assert.equal(await outcomeOf(undefined), 'opened');
  assert.equal(await outcomeOf(other), 'opened', 'nothing lies in the first one');
  assert.equal(await outcomeOf(vault), 'opened');
});

testOnBoth('opens no store without the Key Vault that its refresh tokens lie in', async (t, kind) => {
  for (const state of ['healthy', 'admin_needed'] as const) {
    const { outcomeOf } = await aStoreOf(t, kind, state);
    assert.equal(await outcomeOf(undefined), 'store_other_cloud 1', state);
    assert.equal(await outcomeOf(other), 'store_other_cloud 1', state);
    assert.equal(await outcomeOf(vault), 'opened', state);
  }
});

testOnBoth(
  'opens a store without the Key Vault of grants that hand nothing out, never with another',
  async (t, kind) => {
    for (const state of ['consent_needed', 'held', 'revoked'] as const) {
      const { outcomeOf } = await aStoreOf(t, kind, state);
      assert.equal(await outcomeOf(undefined), 'opened', state);
      assert.equal(await outcomeOf(other), 'store_other_cloud 1', state);
      assert.equal(await outcomeOf(vault), 'opened', state);
    }
  },
);
