import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Secret } from '../src/secret.ts';
import type { SecretRecord, SecretRef, Vault } from '../src/vault/vault.ts';
import { aGrantId } from './a-grant.ts';

/** What every {@link Vault} guarantees. Call it in a test file of each implementation. */
export function testVault(name: string, create: (t: TestContext) => Vault | Promise<Vault>): void {
  describe(name, () => {
    test('gives a secret back to the record that it was put under', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      assert.equal((await vault.get(ref, aRecord())).reveal(), 'refresh');
    });

    test('gives a secret back however often it is asked for', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      await vault.get(ref, aRecord());
      assert.equal((await vault.get(ref, aRecord())).reveal(), 'refresh');
    });

    test('gives a secret to no other grant', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      const other = aRecord({ grant: aGrantId('B') });
      await assert.rejects(async () => vault.get(ref, other), { code: 'secret_unreadable' });
    });

    test('gives a secret to no other version of its grant', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      const other = aRecord({ version: 2 });
      await assert.rejects(async () => vault.get(ref, other), { code: 'secret_unreadable' });
    });

    test('keeps an older version readable after a newer one is put', async (t) => {
      const vault = await create(t);
      const older = await vault.put(aRecord(), Secret.of('older'));
      const newer = await vault.put(aRecord({ version: 2 }), Secret.of('newer'));
      assert.equal((await vault.get(older, aRecord())).reveal(), 'older');
      assert.equal((await vault.get(newer, aRecord({ version: 2 }))).reveal(), 'newer');
    });

    test('keeps two secrets of one version apart, as two writers that race put them', async (t) => {
      const vault = await create(t);
      const [mine, theirs] = await Promise.all([
        vault.put(aRecord(), Secret.of('mine')),
        vault.put(aRecord(), Secret.of('theirs')),
      ]);
      await vault.remove(theirs);
      assert.equal((await vault.get(mine, aRecord())).reveal(), 'mine');
    });

    test('says secret_missing of a secret that was removed', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      await vault.remove(ref);
      await assert.rejects(async () => vault.get(ref, aRecord()), { code: 'secret_missing' });
    });

    test('says secret_missing of a reference that it never gave', async (t) => {
      const vault = await create(t);
      const ref = 'never-given' as SecretRef;
      await assert.rejects(async () => vault.get(ref, aRecord()), { code: 'secret_missing' });
    });

    test('removes what is gone without complaint', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      await vault.remove(ref);
      await assert.doesNotReject(async () => vault.remove(ref));
    });

    test('leaves the other versions when one is removed', async (t) => {
      const vault = await create(t);
      const older = await vault.put(aRecord(), Secret.of('older'));
      const newer = await vault.put(aRecord({ version: 2 }), Secret.of('newer'));
      await vault.remove(older);
      assert.equal((await vault.get(newer, aRecord({ version: 2 }))).reveal(), 'newer');
    });

    // 25 KB is what Azure Key Vault takes; Microsoft names no limit for a refresh token.
    for (const length of [1, 4096, 25 * 1024]) {
      test(`keeps a secret of ${length} characters whole`, async (t) => {
        const vault = await create(t);
        const secret = aSecretOf(length);
        const ref = await vault.put(aRecord(), Secret.of(secret));
        assert.equal((await vault.get(ref, aRecord())).reveal(), secret);
      });
    }

    test('keeps text that is not ASCII whole', async (t) => {
      const vault = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('ключ 🔑 “clé”'));
      assert.equal((await vault.get(ref, aRecord())).reveal(), 'ключ 🔑 “clé”');
    });
  });
}

function aRecord(change: Partial<SecretRecord> = {}): SecretRecord {
  return { grant: aGrantId(), version: 1, ...change };
}

/** Text without a period that fits into a power of two, so that a part that was lost or swapped is seen. */
function aSecretOf(length: number): string {
  return Array.from({ length }, (_, index) => String.fromCodePoint(33 + (index % 89))).join('');
}
