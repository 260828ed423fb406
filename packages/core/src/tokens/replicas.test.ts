import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId } from '../../test/a-grant.ts';
import { lifetimeMs } from '../../test/a-token-endpoint.ts';
import { customer, noon } from '../../test/builders.ts';
import { someReplicas } from '../../test/some-replicas.ts';
import { aTarget, someTokens } from '../../test/some-tokens.ts';
import { Secret } from '../secret.ts';
import { createTokens } from './acquire.ts';

/** Three replicas on one store, each with its own memory. */
async function threeReplicas() {
  const replicas = someReplicas();
  const place = await someTokens({}, { replicas });
  const others = [createTokens(place.deps), createTokens(place.deps)];
  const all = [place.tokens, ...others];
  const ask = async (index: number, minimumLifetimeMs?: number): Promise<string> => {
    const tokens = all[index];
    assert.ok(tokens);
    const consentedAt = (await place.grants.find(aGrantId()))?.consentedAt;
    const { token } = await tokens.acquire(aGrantId(), aTarget(), { minimumLifetimeMs, consentedAt });
    return token.value.reveal();
  };
  /** The person consents once more: the row is another one, with another refresh token. */
  const consentAgain = async (): Promise<void> => {
    const row = await place.grants.find(aGrantId());
    assert.ok(row);
    const secret = await place.vault.put({ grant: row.id, version: 2 }, Secret.of('refresh-2'));
    await place.grants.save({ ...row, version: 2, secret, consentedAt: noon + 5 }, 1);
  };
  return Object.assign(place, { replicas, all, ask, consentAgain });
}

test('however many replicas and callers ask, one redemption is made', async () => {
  const { ask } = await threeReplicas();
  const asked = await Promise.all(Array.from({ length: 30 }, (_, index) => ask(index % 3)));
  assert.deepEqual([...new Set(asked)], ['access-1']);
});

test('a replica serves what another one redeemed', async () => {
  const { ask } = await threeReplicas();
  assert.deepEqual([await ask(0), await ask(1), await ask(2)], ['access-1', 'access-1', 'access-1']);
});

test('a replica redeems anew when what another one shared lives too short for its caller', async () => {
  const { ask, clock } = await threeReplicas();
  await ask(0);
  clock.at = noon + lifetimeMs * 0.6;
  assert.equal(await ask(1, lifetimeMs / 2), 'access-2');
  assert.equal(await ask(2), 'access-2');
});

test('a replica waits while another one holds the lease, and gives it back when it failed', async () => {
  const { ask, replicas } = await threeReplicas();
  const lease = await replicas.leases.take(`${aGrantId()} ${aTarget().key}`);
  assert.ok(lease);
  let isAnswered = false;
  const waiting = ask(1).finally(() => {
    isAnswered = true;
  });
  await new Promise((resolve) => void setTimeout(resolve, 60));
  assert.equal(isAnswered, false);
  await lease.release();
  assert.equal(await waiting, 'access-1');
  assert.deepEqual(replicas.held(), []);
});

test('a replica that lost its lease while it waited redeems nothing', async () => {
  const { ask, replicas, told } = await threeReplicas();
  replicas.expireAtOnce();
  await assert.rejects(ask(0), { code: 'store_unavailable' });
  assert.deepEqual(told, []);
});

test('after a new consent no replica serves a token of the one before', async () => {
  const { ask, tokens, consentAgain } = await threeReplicas();
  assert.deepEqual([await ask(0), await ask(1)], ['access-1', 'access-1']);
  await consentAgain();
  tokens.forget(aGrantId());
  assert.deepEqual([await ask(0), await ask(1)], ['access-2', 'access-2']);
});

test('what is not to be shared any more is redeemed anew by a replica that does not have it', async () => {
  const { ask, all } = await threeReplicas();
  await ask(0);
  await all[0]?.unshare(aGrantId(), customer);
  assert.equal(await ask(1), 'access-2');
});
