import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGrant, aGrantId, anInvitationId, aSealedGrant } from '../../test/a-grant.ts';
import { aVault } from '../../test/a-vault.ts';
import { aClock, aRandom, noon } from '../../test/builders.ts';
import { createMemoryGrantStore } from '../../test/memory-grant-store.ts';
import { ConsentryError } from '../errors.ts';
import { readId } from '../ids.ts';
import { Secret } from '../secret.ts';
import { type SealOptions, seal, unseal } from './seal.ts';

function aPlace() {
  return { vault: aVault(), grants: createMemoryGrantStore(), clock: aClock(), random: aRandom() };
}

type Place = ReturnType<typeof aPlace>;

const recorded: SealOptions = { changesBefore: 0, record: async () => {} };
const first = aGrant({ refreshToken: Secret.of('refresh-1') });
const second = aGrant({ refreshToken: Secret.of('refresh-2') });

async function readBack({ vault, grants }: Place): Promise<string> {
  const [row] = await grants.list({ limit: 1 });
  assert.ok(row, 'there is no row');
  return (await unseal(vault, row)).reveal();
}

test('locks the refresh token away and keeps the rest as a row', async () => {
  const place = aPlace();
  const sealed = await seal(place, { ...first, directoryRoles: ['a-role'] }, recorded);
  const { refreshToken: _, directoryRoles: _roles, ...rest } = first;
  assert.deepEqual(await place.grants.find(sealed.id), sealed);
  assert.equal(readId('GrantId', sealed.id), sealed.id);
  assert.deepEqual(sealed, {
    ...rest,
    id: sealed.id,
    version: 1,
    secret: sealed.secret,
    sealedAt: noon,
    state: 'healthy',
    stateReason: 'sealed',
    stateSince: noon,
    stateEvidence: {},
    exerciseAt: sealed.exerciseAt,
    redeemingSince: undefined,
    provedAt: undefined,
  });
  assert.equal(await readBack(place), 'refresh-1');
});

test('a renewal that says no kind of partner keeps the one that was said', async () => {
  const place = aPlace();
  await seal(place, { ...first, partnerKind: 'indirect-reseller' }, recorded);
  assert.equal((await seal(place, second, recorded)).partnerKind, 'indirect-reseller');
  const named = await seal(place, { ...second, partnerKind: 'advisor' }, recorded);
  assert.equal(named.partnerKind, 'advisor');
});

test('renews the grant of the same account and application under its id', async () => {
  const place = aPlace();
  const { id } = await seal(place, first, recorded);
  const renewed = await seal(place, second, recorded);
  assert.deepEqual([renewed.id, renewed.version], [id, 2]);
  assert.equal(await readBack(place), 'refresh-2');
});

test('removes the refresh token that a renewal replaced', async () => {
  const place = aPlace();
  await seal(place, first, recorded);
  await seal(place, second, recorded);
  assert.deepEqual(await place.vault.readable(), ['refresh-2']);
});

test('seals a renewal although the refresh token that it replaced cannot be removed', async () => {
  const place = aPlace();
  await seal(place, first, recorded);
  place.vault.broken.add('remove');
  assert.equal((await seal(place, second, recorded)).version, 2);
  assert.equal(await readBack(place), 'refresh-2');
});

test('makes a grant healthy again that needed consent', async () => {
  const place = aPlace();
  const { id } = await seal(place, first, recorded);
  await place.grants.changeState(
    { id, version: 1, state: 'healthy' },
    { state: 'consent_needed', reason: 'dead', since: noon, evidence: {} },
  );
  place.clock.at += 1000;
  const { state, stateReason, stateSince } = await seal(place, second, recorded);
  assert.deepEqual([state, stateReason, stateSince], ['healthy', 'sealed', noon + 1000]);
});

test('leaves a grant revoked that was taken back while the person consented, and keeps nothing of it', async () => {
  const place = aPlace();
  const { id } = await seal(place, first, recorded);
  const record = async (): Promise<void> =>
    void (await place.grants.revoke(id, { reason: 'operator', since: noon + 1 }));
  await assert.rejects(seal(place, second, { changesBefore: 0, record }), { code: 'grant_revoked' });
  await assert.rejects(seal(place, second, recorded), { code: 'grant_revoked' });
  assert.equal((await place.grants.find(id))?.state, 'revoked');
  assert.deepEqual(await place.vault.readable(), ['refresh-1']);
  const renewed = await seal(place, second, { ...recorded, changesBefore: place.grants.changes() });
  assert.deepEqual([renewed.id, renewed.state], [id, 'healthy']);
});

test('records a grant after its secret is readable and before its row exists', async () => {
  const place = aPlace();
  let seen: unknown;
  await seal(place, first, {
    changesBefore: 0,
    record: async (grant) => {
      seen = [(await unseal(place.vault, grant)).reveal(), await place.grants.find(grant.id)];
    },
  });
  assert.deepEqual(seen, ['refresh-1', undefined]);
});

test('seals nothing when it cannot be recorded', async () => {
  const place = aPlace();
  const record = () => Promise.reject(new ConsentryError('audit_unavailable'));
  await assert.rejects(seal(place, first, { ...recorded, record }), { code: 'audit_unavailable' });
  assert.deepEqual(await place.grants.list({ limit: 1 }), []);
  assert.deepEqual(await place.vault.readable(), []);
});

test('keeps the old refresh token when its renewal cannot be recorded', async () => {
  const place = aPlace();
  await seal(place, first, recorded);
  const record = () => Promise.reject(new ConsentryError('audit_unavailable'));
  await assert.rejects(seal(place, second, { ...recorded, record }), { code: 'audit_unavailable' });
  assert.equal(await readBack(place), 'refresh-1');
});

test('keeps the old refresh token when the vault takes no new one', async () => {
  const place = aPlace();
  await seal(place, first, recorded);
  place.vault.broken.add('put');
  await assert.rejects(seal(place, second, recorded), { code: 'vault_unavailable' });
  assert.equal(await readBack(place), 'refresh-1');
});

test('keeps the new secret when nobody can tell whether its row was saved: it may be the only one', async () => {
  const place = aPlace();
  const grants = { ...place.grants, save: () => Promise.reject(new Error('the disk is full')) };
  await assert.rejects(seal({ ...place, grants }, first, recorded), /the disk is full/);
  assert.equal((await place.vault.readable()).length, 1);
});

test('takes a grant for sealed when its row was saved and only the answer was lost', async () => {
  const place = aPlace();
  const save = async (...row: Parameters<typeof place.grants.save>): Promise<never> => {
    await place.grants.save(...row);
    throw new Error('the connection was lost');
  };
  const sealed = await seal({ ...place, grants: { ...place.grants, save } }, first, recorded);
  assert.deepEqual(await place.grants.find(sealed.id), sealed);
});

test('spends the invitation with the grant', async () => {
  const place = aPlace();
  place.grants.invite(anInvitationId());
  await seal(place, first, { ...recorded, spending: anInvitationId() });
  assert.equal(place.grants.spentAt(anInvitationId()), noon);
});

test('refuses an invitation that was spent, and keeps what was sealed before', async () => {
  const place = aPlace();
  place.grants.invite(anInvitationId());
  await seal(place, first, { ...recorded, spending: anInvitationId() });
  const again = seal(place, second, { ...recorded, spending: anInvitationId() });
  await assert.rejects(again, { code: 'invitation_spent' });
  assert.deepEqual(await place.vault.readable(), ['refresh-1']);
  assert.equal(await readBack(place), 'refresh-1');
});

test('seals over a writer that was first, and keeps the newest refresh token alone', async () => {
  const place = aPlace();
  let isFirstAttempt = true;
  const sealed = await seal(place, second, {
    changesBefore: 0,
    record: async () => {
      if (!isFirstAttempt) return;
      isFirstAttempt = false;
      await seal(place, first, recorded);
    },
  });
  assert.equal(sealed.version, 2);
  assert.deepEqual(await place.vault.readable(), ['refresh-2']);
  assert.equal(await readBack(place), 'refresh-2');
});

test('gives up when other writers never stop, and leaves what they stored', async () => {
  const place = aPlace();
  const record = async () => {
    await seal(place, first, recorded);
  };
  await assert.rejects(seal(place, second, { ...recorded, record }), { code: 'vault_unavailable' });
  assert.deepEqual(await place.vault.readable(), ['refresh-1']);
  assert.equal(await readBack(place), 'refresh-1');
});

test('opens the refresh token of a row for no other grant', async () => {
  const place = aPlace();
  const { secret } = await seal(place, first, recorded);
  const forged = aSealedGrant({ id: aGrantId('Z'), secret });
  await assert.rejects(unseal(place.vault, forged), { code: 'secret_unreadable' });
});
