import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../src/secret.ts';
import { createCachingVault } from '../src/vault/caching-vault.ts';
import { aGrantId } from './a-grant.ts';
import { aKeyVault } from './a-key-vault.ts';
import { testVault } from './vault-suite.ts';

testVault(
  'Key Vault',
  async (t) => (await aKeyVault(t)).vault,
  async (t) => {
    const { vault, sandbox } = await aKeyVault(t);
    return {
      vault,
      breakDown: () =>
        sandbox.control.playFault({ service: 'vault', times: 'always', fault: { kind: 'reset' } }).remove,
    };
  },
);

testVault('Key Vault behind a cache', async (t) => {
  const { vault, sandbox } = await aKeyVault(t);
  return createCachingVault(vault, { clock: sandbox.clock, limit: 10, lifetimeMs: 60_000 });
});

const first = { grant: aGrantId(), version: 1 };
const second = { grant: aGrantId(), version: 2 };

test('needs no more than Get and Set', async (t) => {
  const { vault, record } = await aKeyVault(t);
  assert.deepEqual(record.access[0]?.permissions.toSorted(), ['get', 'set']);
  await vault.probe();
  const older = await vault.put(first, Secret.of('older'));
  const newer = await vault.put(second, Secret.of('newer'));
  await vault.remove(older);
  assert.equal(await vault.removeOlder(newer), 0);
  assert.equal((await vault.get(newer, second)).reveal(), 'newer');
});

test('writes nothing secret beside a value', async (t) => {
  const { vault, byHand } = await aKeyVault(t);
  const ref = await vault.put(first, Secret.of('canary-refresh-token'));
  const [, path = ''] = ref.split(':');
  const { tags = {} } = (await byHand('GET', `/secrets/${path}`)).body;
  assert.deepEqual(Object.keys(tags).toSorted(), ['application', 'grant', 'version', 'write']);
  assert.ok(!JSON.stringify([ref, tags]).includes('canary'));
});

test('sends no value and no token before the vault has said whose tokens it takes', async (t) => {
  const { vault, sent } = await aKeyVault(t);
  await vault.put(first, Secret.of('canary-refresh-token'));
  const [challenged] = sent;
  assert.equal(challenged?.method, 'PUT');
  assert.equal(challenged.body, undefined);
  assert.ok(!Object.keys(challenged.headers ?? {}).includes('authorization'));
});

test('asks for one token, however many ask for secrets, and for another when it is nearly over', async (t) => {
  const { vault, sandbox } = await aKeyVault(t);
  const ref = await vault.put(first, Secret.of('refresh'));
  await Promise.all(Array.from({ length: 20 }, () => vault.get(ref, first)));
  assert.equal(sandbox.ledger.tokenRequests().length, 1);
  sandbox.control.moveClock(2 * 60 * 60 * 1000);
  await vault.get(ref, first);
  assert.equal(sandbox.ledger.tokenRequests().length, 2);
});

test('asks for another token when the vault takes the one at hand no longer', async (t) => {
  const { vault, sandbox } = await aKeyVault(t);
  const ref = await vault.put(first, Secret.of('refresh'));
  await sandbox.control.rotateKeys();
  sandbox.control.retireKeys();
  assert.equal((await vault.get(ref, first)).reveal(), 'refresh');
});

test('gives the version that the row names, though somebody wrote a newer one by hand', async (t) => {
  const { vault, byHand } = await aKeyVault(t);
  const ref = await vault.put(first, Secret.of('ours'));
  const name = ref.slice('kv:'.length, ref.indexOf('/'));
  await byHand('PUT', `/secrets/${name}`, { value: 'by hand' });
  assert.equal((await vault.get(ref, first)).reveal(), 'ours');
});

test('takes no version that was written by hand for one of ours', async (t) => {
  const { vault, byHand } = await aKeyVault(t);
  const ref = await vault.put(first, Secret.of('ours'));
  const name = ref.slice('kv:'.length, ref.indexOf('/'));
  const { id } = (await byHand('PUT', `/secrets/${name}`, { value: 'by hand' })).body;
  const forged = `kv:${name}/${id.split('/').at(-1)}` as typeof ref;
  await assert.rejects(vault.get(forged, first), { code: 'secret_unreadable' });
});

test('disables what an interrupted seal left enabled, and nothing that is newer', async (t) => {
  const { vault } = await aKeyVault(t);
  const third = { ...first, version: 3 };
  const [one, two, three] = [
    await vault.put(first, Secret.of('1')),
    await vault.put(second, Secret.of('2')),
    await vault.put(third, Secret.of('3')),
  ];
  assert.equal(await vault.removeOlder(two), 1);
  await assert.rejects(vault.get(one, first), { code: 'secret_missing' });
  assert.equal((await vault.get(two, second)).reveal(), '2');
  assert.equal((await vault.get(three, third)).reveal(), '3');
  assert.equal(await vault.removeOlder(three), 1);
  assert.equal(await vault.removeOlder(three), 0);
});

test('stops at a version that was written by hand', async (t) => {
  const { vault, byHand } = await aKeyVault(t);
  const one = await vault.put(first, Secret.of('1'));
  const name = one.slice('kv:'.length, one.indexOf('/'));
  const { id } = (await byHand('PUT', `/secrets/${name}`, { value: 'by hand' })).body;
  const two = await vault.put(second, Secret.of('2'));
  assert.equal(await vault.removeOlder(two), 0);
  assert.equal((await byHand('GET', new URL(id).pathname)).status, 200);
});

test('leaves alone what names this grant no more', async (t) => {
  const { vault, byHand } = await aKeyVault(t);
  const one = await vault.put(first, Secret.of('1'));
  const two = await vault.put(second, Secret.of('2'));
  const path = `/secrets/${one.slice('kv:'.length)}`;
  await byHand('PATCH', path, { tags: { owner: 'somebody' } });
  assert.equal(await vault.removeOlder(two), 0);
  assert.equal((await byHand('GET', path)).status, 200);
});

test('another replica reads what this one wrote, and hears of a removal', async (t) => {
  const { vault, another } = await aKeyVault(t);
  const replica = await another();
  const ref = await vault.put(first, Secret.of('refresh'));
  assert.equal((await replica.get(ref, first)).reveal(), 'refresh');
  await vault.remove(ref);
  await assert.rejects(replica.get(ref, first), { code: 'secret_missing' });
});

test('reads each refresh token once for ten thousand askers in an hour', async (t) => {
  const { vault: inner, sandbox } = await aKeyVault(t);
  const vault = createCachingVault(inner, { clock: sandbox.clock, limit: 100, lifetimeMs: 60 * 60 * 1000 });
  const records = Array.from({ length: 25 }, (_, index) => ({
    grant: aGrantId(String.fromCodePoint(97 + index)),
    version: 1,
  }));
  const refs = await Promise.all(records.map((record) => inner.put(record, Secret.of(record.grant))));
  const readsBefore = sandbox.ledger.vaultCalls().filter(({ operation }) => operation === 'get').length;
  for (let round = 0; round < 400; round++) {
    await Promise.all(refs.map((ref, index) => vault.get(ref, records[index] ?? first)));
    if (round % 40 === 39) sandbox.control.moveClock(5 * 60 * 1000);
  }
  const reads =
    sandbox.ledger.vaultCalls().filter(({ operation }) => operation === 'get').length - readsBefore;
  assert.equal(reads, 25);
});

test('disables what is left of a grant that lies elsewhere, and leaves what is young or named by now', async (t) => {
  const { vault, sandbox } = await aKeyVault(t);
  const { grant } = first;
  const older = await vault.put(first, Secret.of('older'));
  const newer = await vault.put(second, Secret.of('newer'));
  const hourMs = 60 * 60 * 1000;
  const left = (isLeft: boolean) =>
    vault.removeLeft(grant, { before: sandbox.clock.now() - hourMs, isLeft: async () => isLeft });
  assert.equal(await left(true), undefined);
  sandbox.control.moveClock(hourMs + 1000);
  assert.equal(await left(false), 0);
  assert.equal((await vault.get(newer, second)).reveal(), 'newer');
  assert.equal(await left(true), 2);
  assert.equal(await left(true), 0);
  await assert.rejects(vault.get(older, first), { code: 'secret_missing' });
  await assert.rejects(vault.get(newer, second), { code: 'secret_missing' });
});
