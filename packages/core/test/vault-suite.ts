import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Secret } from '../src/secret.ts';
import type { SecretRecord, SecretRef, Vault } from '../src/vault/vault.ts';
import { aGrantId } from './a-grant.ts';

/** A vault that can be made to fail. */
export interface BreakableVault {
  readonly vault: Vault;
  /** From now on nothing answers, until what it returns is called. */
  breakDown(): () => void;
}

/**
 * What every {@link Vault} guarantees. Call it in a test file of each implementation.
 * @param createBreakable where the vault can be made to fail: what it guarantees then
 */
export function testVault(
  name: string,
  create: (t: TestContext) => Vault | Promise<Vault>,
  createBreakable?: (t: TestContext) => Promise<BreakableVault>,
): void {
  if (createBreakable !== undefined) testFailures(name, createBreakable);
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

    test('purges every version of a grant, and of no other, however often it is asked to', async (t) => {
      const vault = await create(t);
      const older = await vault.put(aRecord(), Secret.of('older'));
      const newer = await vault.put(aRecord({ version: 2 }), Secret.of('newer'));
      const other = aRecord({ grant: aGrantId('B') });
      const kept = await vault.put(other, Secret.of('kept'));
      for (let time = 1; time <= 2; time++) {
        await vault.purge(aGrantId(), newer);
        await assert.rejects(async () => vault.get(older, aRecord()), { code: 'secret_missing' });
        await assert.rejects(async () => vault.get(newer, aRecord({ version: 2 })), {
          code: 'secret_missing',
        });
      }
      assert.equal((await vault.get(kept, other)).reveal(), 'kept');
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

/** What a vault that does not answer must say, and must not lose. */
function testFailures(name: string, create: (t: TestContext) => Promise<BreakableVault>): void {
  describe(`${name}, out of order`, () => {
    test('says vault_unavailable, and gives every secret back once it answers again', async (t) => {
      const { vault, breakDown } = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('refresh'));
      const heal = breakDown();
      await assert.rejects(async () => vault.get(ref, aRecord()), { code: 'vault_unavailable' });
      await assert.rejects(async () => vault.remove(ref), { code: 'vault_unavailable' });
      await assert.rejects(async () => vault.purge(aGrantId(), ref), { code: 'vault_unavailable' });
      heal();
      assert.equal((await vault.get(ref, aRecord())).reveal(), 'refresh');
    });

    test('stores nothing that it does not name, and leaves the older version readable', async (t) => {
      const { vault, breakDown } = await create(t);
      const ref = await vault.put(aRecord(), Secret.of('older'));
      const heal = breakDown();
      const put = async () => vault.put(aRecord({ version: 2 }), Secret.of('newer'));
      await assert.rejects(put, { code: 'vault_unavailable' });
      heal();
      assert.equal((await vault.get(ref, aRecord())).reveal(), 'older');
      assert.equal((await vault.get(await put(), aRecord({ version: 2 }))).reveal(), 'newer');
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
