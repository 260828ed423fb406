import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { defaultWorld, type World } from '@consentry/sandbox';
import { readApplicationId } from '../src/ids.ts';
import { Secret } from '../src/secret.ts';
import { aGrantId } from './a-grant.ts';
import { aKeyVault } from './a-key-vault.ts';

type Permission = World['vaults'][number]['access'][number]['permissions'][number];

const grant = aGrantId();

/** Two versions of one secret; the first one was removed when the second was stored. */
async function aRenewedSecret(t: TestContext, more: readonly Permission[] = []) {
  const world = defaultWorld();
  const [record] = world.vaults;
  assert.ok(record?.access[0]);
  record.access[0].permissions = ['get', 'set', ...more];
  const place = await aKeyVault(t, { world });
  const { vault } = place;
  const first = await vault.put({ grant, version: 1 }, Secret.of('one'));
  const second = await vault.put({ grant, version: 2 }, Secret.of('two'));
  await vault.remove(first);
  return { ...place, second, path: second.slice('kv:'.length) };
}

test('finds the newest version that is enabled, and whoever asks can read it', async (t) => {
  const { vault, second } = await aRenewedSecret(t);
  const found = await vault.findNewest({ grant, version: 1 });
  assert.deepEqual(found, { secret: second, version: 2 });
  assert.equal((await vault.get(found.secret, { grant, version: found.version })).reveal(), 'two');
});

test('finds none that is older than the row, disabled, or not there', async (t) => {
  const { vault, second } = await aRenewedSecret(t);
  assert.equal(await vault.findNewest({ grant, version: 3 }), undefined);
  assert.equal(await vault.findNewest({ grant: aGrantId('B'), version: 1 }), undefined);
  await vault.remove(second);
  assert.equal(await vault.findNewest({ grant, version: 1 }), undefined);
});

test('finds none of another application, and none whose tags say another grant or no version', async (t) => {
  const { vault, another, byHand, path } = await aRenewedSecret(t);
  const other = await another({ application: readApplicationId('70000000-0000-4000-8000-000000000001') });
  assert.equal(await other.findNewest({ grant, version: 1 }), undefined);
  const { tags } = (await byHand('GET', `/secrets/${path}`)).body;
  for (const wrong of [{ grant: aGrantId('B') }, { version: '2x' }, { version: '' }]) {
    await byHand('PATCH', `/secrets/${path}`, { tags: { ...tags, ...wrong } });
    assert.equal(await vault.findNewest({ grant, version: 1 }), undefined);
  }
});

test('with List it finds one behind a newer version that was dropped', async (t) => {
  for (const more of [[], ['list']] as const) {
    const { vault, second } = await aRenewedSecret(t, more);
    await vault.remove(await vault.put({ grant, version: 3 }, Secret.of('dropped')));
    const expected = more.length === 0 ? undefined : { secret: second, version: 2 };
    assert.deepEqual(await vault.findNewest({ grant, version: 1 }), expected);
  }
});
