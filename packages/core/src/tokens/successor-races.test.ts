import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrantId, dayMs } from '../../test/a-grant.ts';
import { aTokenAnswer } from '../../test/a-token-endpoint.ts';
import { noon, partner } from '../../test/builders.ts';
import { someReplicas } from '../../test/some-replicas.ts';
import { aProvingTarget, aTarget, someTokens } from '../../test/some-tokens.ts';
import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { GrantStore } from '../vault/grant-store.ts';
import { unseal } from '../vault/seal.ts';
import { createTokens } from './acquire.ts';
import { createSuccessors } from './keep-successor.ts';

const answered = (name: string) => aTokenAnswer({ refreshToken: Secret.of(name) });

async function singleUse(change: Partial<GrantStore> = {}) {
  const place = await someTokens({ sealedAt: noon - dayMs }, { refreshTokens: 'single-use' });
  const grants = Object.assign(place.grants, change);
  const successors = createSuccessors({ ...place, grants, refreshTokens: 'single-use' });
  const row = async () => {
    const found = await grants.find(aGrantId());
    assert.ok(found);
    return found;
  };
  const stored = async (): Promise<string> => (await unseal(place.vault, await row())).reveal();
  return Object.assign(place, { successors, row, stored });
}

/** Holds the next `put`. */
function holdPut(vault: Awaited<ReturnType<typeof singleUse>>['vault']) {
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { put } = vault;
  vault.put = async (record, secret) => {
    vault.put = put;
    asked.resolve();
    await held.promise;
    return vault.put(record, secret);
  };
  return { asked: asked.promise, release: () => held.resolve() };
}

for (const outcome of ['refused', 'failed'] as const) {
  test(`a late try to store an old successor that is ${outcome} leaves the newer one that waits`, async () => {
    const place = await singleUse();
    const { successors, vault, grant } = place;
    vault.broken.add('put');
    await successors.keep(grant, partner, answered('refresh-2'));
    vault.broken.clear();
    // The job begins to store refresh-2, and a redemption is faster and goes on to refresh-3.
    const slow = holdPut(vault);
    const job = successors.storeFailed();
    await slow.asked;
    const waiting = successors.findUnstored(grant);
    assert.ok(waiting);
    assert.equal(await successors.store(waiting), 'stored');
    vault.broken.add('put');
    await successors.keep(await place.row(), partner, answered('refresh-3'));
    if (outcome === 'refused') vault.broken.clear();
    slow.release();
    await job;
    vault.broken.clear();
    assert.equal(await successors.storeFailed(), 0);
    assert.equal(await place.stored(), 'refresh-3');
  });
}

test('a successor whose lease was overtaken waits, and is stored while the row is still the one that was redeemed', async () => {
  const place = await singleUse();
  const { grants } = place;
  const { renew } = grants;
  grants.renew = async (row, next) => row.fence === undefined && renew(row, next);
  await place.successors.keep(place.grant, partner, answered('refresh-2'), { key: 'lease', number: 1 });
  assert.equal(await place.stored(), 'refresh-1');
  assert.deepEqual(place.told, ['not renewed']);
  assert.equal(await place.successors.storeFailed(), 0);
  assert.equal(await place.stored(), 'refresh-2');
});

test('a successor that another one was faster than is not offered again', async () => {
  const place = await singleUse();
  await place.successors.keep(place.grant, partner, answered('refresh-2'));
  await place.successors.keep(place.grant, partner, answered('theirs'));
  assert.deepEqual([await place.stored(), place.told.at(-1)], ['refresh-2', 'successor refused']);
  assert.equal(place.successors.findUnstored(await place.row()), undefined);
  assert.equal(await place.successors.storeFailed(), 0);
});

test('a shared token of a grant that was taken back since is served to nobody', async () => {
  const replicas = someReplicas();
  const place = await someTokens({}, { replicas });
  const other = createTokens(place.deps);
  await place.acquire();
  await place.grants.revoke(aGrantId(), { reason: 'operator', since: noon });
  await assert.rejects(other.acquire(aGrantId(), aTarget()), { code: 'grant_revoked' });
});

for (const refreshTokens of ['reusable', 'single-use'] as const) {
  test(`a token of a grant that was taken back while it was redeemed is kept from its caller (${refreshTokens})`, async () => {
    const place = await someTokens({}, { refreshTokens });
    const held = place.hold();
    const waiting = place.acquire();
    await held.asked;
    await place.grants.revoke(aGrantId(), { reason: 'operator', since: noon });
    held.release();
    await assert.rejects(waiting, { code: 'grant_revoked' });
  });
}

test('a token that was redeemed is not lost because the row cannot be read afterwards', async () => {
  const place = await someTokens({}, { replicas: someReplicas() });
  const held = place.hold();
  const waiting = place.acquire();
  await held.asked;
  place.grants.find = () => Promise.reject(new ConsentryError('store_unavailable'));
  held.release();
  assert.equal(await waiting, 'access-1');
});

test('where refresh tokens work once, a grant that works is put to the proof once in a quarter of an hour', async () => {
  const place = await someTokens({}, { refreshTokens: 'single-use' });
  let count = 1;
  let proofs = 0;
  place.answer = ({ tenant }) => {
    if (tenant !== partner) {
      throw new ConsentryError('consent_needed', { facts: { aadsts: 50173, error: 'invalid_grant' } });
    }
    proofs += 1;
    count += 1;
    return place.issue({ refreshToken: Secret.of(`refresh-${count}`) });
  };
  for (let round = 0; round < 3; round++) {
    await assert.rejects(place.acquire(), { code: 'tenant_setup' });
  }
  assert.equal(proofs, 1);
  place.clock.at += 15 * 60 * 1000;
  await assert.rejects(place.acquire(), { code: 'tenant_setup' });
  assert.equal(proofs, 2);
});

test('a lease that ended between two tries ends the redemption', async () => {
  const replicas = someReplicas();
  const place = await someTokens({}, { replicas, refreshTokens: 'single-use' });
  let asked = 0;
  place.answer = async () => {
    asked += 1;
    // A new consent came meanwhile, and the lease is over.
    replicas.expireAtOnce();
    const row = await place.grants.find(aGrantId());
    assert.ok(row);
    const secret = await place.vault.put({ grant: row.id, version: 2 }, Secret.of('refresh-new'));
    await place.grants.save({ ...row, version: 2, secret, redeemingSince: undefined }, 1);
    throw new ConsentryError('consent_needed', { facts: { aadsts: 70000, error: 'invalid_grant' } });
  };
  await assert.rejects(place.acquire(aProvingTarget()), { code: 'store_unavailable' });
  assert.equal(asked, 1);
});

test('where refresh tokens work once, no other replica redeems the used one while its successor cannot be stored', async () => {
  const replicas = someReplicas();
  const place = await someTokens({}, { replicas, refreshTokens: 'single-use' });
  const other = createTokens(place.deps);
  const presented: string[] = [];
  place.answer = ({ refreshToken }) => {
    presented.push(refreshToken.reveal());
    return place.issue({ refreshToken: Secret.of(`refresh-${presented.length + 1}`) });
  };
  place.vault.broken.add('put');
  assert.equal(await place.acquire(), 'access-1');
  const waiting = other.acquire(aGrantId(), aTarget({ resource: 'arm' }));
  await new Promise((resolve) => void setTimeout(resolve, 60));
  assert.deepEqual(presented, ['refresh-1']);
  // The one that has it may try again.
  await assert.rejects(place.acquire(aProvingTarget()), { code: 'vault_unavailable' });
  place.vault.broken.clear();
  assert.equal(await place.tokens.storeFailedSuccessors(), 0);
  await waiting;
  assert.deepEqual(presented, ['refresh-1', 'refresh-2']);
  assert.deepEqual(replicas.held(), []);
});

test('where refresh tokens work once, a grant that was given up while its successor waited is brought back by it', async () => {
  const place = await someTokens({}, { replicas: someReplicas(), refreshTokens: 'single-use' });
  place.answer = () => place.issue({ refreshToken: Secret.of('refresh-2') });
  place.vault.broken.add('put');
  await place.acquire();
  // The lease was lost, and another replica met the used refresh token.
  const lost = { state: 'consent_needed', reason: 'answer_lost', since: noon, evidence: {} } as const;
  await place.grants.changeState({ id: aGrantId(), version: 1, state: 'healthy' }, lost);
  place.vault.broken.clear();
  assert.equal(await place.tokens.storeFailedSuccessors(), 1, 'first the row');
  assert.equal(await place.tokens.storeFailedSuccessors(), 0);
  const row = await place.grants.find(aGrantId());
  assert.ok(row);
  assert.deepEqual([row.state, (await unseal(place.vault, row)).reveal()], ['healthy', 'refresh-2']);
  assert.deepEqual(place.told, ['not renewed', 'healthy (recovered)', 'renewed 2']);
});

test('where refresh tokens work once, a lease is held on to while its extension is not answered', async () => {
  const replicas = someReplicas();
  const place = await someTokens({}, { replicas, refreshTokens: 'single-use' });
  place.answer = () => place.issue({ refreshToken: Secret.of('refresh-2') });
  place.vault.broken.add('put');
  await place.acquire();
  const [held] = replicas.held();
  replicas.answerNoExtension();
  await place.tokens.holdLeases();
  assert.deepEqual(replicas.held(), [held]);
});
