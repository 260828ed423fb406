import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConsentryError, type GrantId, type SealedGrant } from '@consentry/core';
import { aCaller, aCallerKey, aGrant, otherPartner } from '../../test/a-store.ts';
import type { KnownCaller } from '../stores/callers.ts';
import type { Stop } from '../stores/stops.ts';
import { confirmedForMs, createKnownAccess } from './known-access.ts';

/** A database that others change too, and a process that keeps what it read. */
function aReplica({ isAlone = false } = {}) {
  const caller: KnownCaller = { caller: aCaller(), keys: [aCallerKey()], identities: [] };
  const rows: {
    generation: number;
    caller: KnownCaller | undefined;
    grants: readonly SealedGrant[];
    stops: readonly Stop[];
    revoked: readonly GrantId[];
  } = {
    generation: 1,
    caller,
    grants: [aGrant()],
    stops: [],
    revoked: [],
  };
  const takenBack: GrantId[] = [];
  let revokedAfter: number | undefined;
  let now = 0;
  let isAway = false;
  let reads = 0;
  let questions = 0;
  let tell = (): void => undefined;
  const available = <T>(value: T): T => {
    if (isAway) throw new ConsentryError('store_unavailable');
    return value;
  };
  const access = createKnownAccess({
    callers: {
      find: async () => ((reads += 1), available(rows.caller)),
      listIdentities: async () => ((reads += 1), available([])),
    },
    grants: {
      listByPartner: async () => ((reads += 1), available(rows.grants)),
      listRevokedAfter: async (change) => ((revokedAfter = change), available(rows.revoked)),
    },
    stops: { list: async () => available(rows.stops) },
    news: {
      subscribe: (listener) => void (tell = listener),
      ...(isAlone ? {} : { readGeneration: async () => ((questions += 1), available(rows.generation)) }),
    },
    timer: { elapsed: () => now },
    onTakenBack: async (ids) => void takenBack.push(...ids),
  });
  return {
    access,
    rows,
    id: caller.caller.id,
    partner: aGrant().partner,
    known: caller,
    pass: (ms: number) => void (now += ms),
    goAway: () => void (isAway = true),
    comeBack: () => void (isAway = false),
    tell: () => tell(),
    takenBack: () => takenBack,
    revokedAfter: () => revokedAfter,
    reads: () => reads,
    questions: () => questions,
  };
}

test('reads a caller and the grants of a partner once', async () => {
  const { access, id, partner, known, reads } = aReplica();
  await access.confirm();
  assert.equal(await access.findCaller(id), known);
  const grants = await access.listGrants(partner);
  assert.equal(access.findCaller(id), known);
  assert.equal(access.listGrants(partner), grants);
  assert.equal(reads(), 2);
});

test('knows of a grant nothing that a renewal changes', async () => {
  const { access, partner } = aReplica();
  const [grant] = await access.listGrants(partner);
  assert.ok(grant);
  assert.equal(grant.state, 'healthy');
  for (const field of ['version', 'secret', 'sealedAt']) assert.ok(!(field in grant), field);
});

test('sees what another replica changed with the next confirmation, and not before', async () => {
  const { access, rows, id, known } = aReplica();
  await access.confirm();
  assert.equal(await access.findCaller(id), known);
  rows.caller = undefined;
  rows.generation = 2;
  assert.equal(await access.findCaller(id), known);
  await access.confirm();
  assert.equal(await access.findCaller(id), undefined);
});

test('keeps what it knows over a confirmation without news', async () => {
  const { access, id, reads } = aReplica();
  await access.findCaller(id);
  await access.confirm();
  await access.findCaller(id);
  const before = reads();
  for (let second = 0; second < 10; second++) await access.confirm();
  await access.findCaller(id);
  assert.equal(reads(), before);
});

test('forgets at its own change, before anybody is asked', async () => {
  const { access, rows, id, tell } = aReplica({ isAlone: true });
  await access.findCaller(id);
  rows.caller = undefined;
  tell();
  assert.equal(await access.findCaller(id), undefined);
});

test('alone with its store it needs no confirmation', async () => {
  const { access, pass } = aReplica({ isAlone: true });
  pass(60_000);
  assert.equal(access.requireConfirmed(), undefined);
  await access.confirm();
});

test('is relied upon for five seconds after the question, and then no more', async () => {
  const { access, pass, goAway } = aReplica();
  await access.confirm();
  goAway();
  pass(confirmedForMs);
  assert.equal(access.requireConfirmed(), undefined);
  pass(1);
  await assert.rejects(async () => access.requireConfirmed(), {
    code: 'policies_unconfirmed',
    retryAfterMs: 1000,
  });
});

test('asks itself when nobody did, once for all who wait', async () => {
  const { access, pass, questions } = aReplica();
  pass(confirmedForMs * 2);
  await Promise.all(Array.from({ length: 50 }, async () => access.requireConfirmed()));
  assert.equal(questions(), 1);
});

test('is not asked again by each request while the database is away, and heals with it', async () => {
  const { access, pass, goAway, comeBack, questions } = aReplica();
  await access.confirm();
  goAway();
  pass(confirmedForMs + 1);
  for (let request = 0; request < 20; request++) {
    await assert.rejects(async () => access.requireConfirmed(), { code: 'policies_unconfirmed' });
  }
  assert.equal(questions(), 2);
  comeBack();
  pass(1000);
  await access.requireConfirmed();
  assert.equal(questions(), 3);
});

test('lets nothing of a partner go on that is stopped, and everything again afterwards', async () => {
  const { access, rows, partner, tell } = aReplica({ isAlone: true });
  await access.requireRunning(partner);
  for (const scope of [partner, 'everything'] as const) {
    rows.stops = [{ scope, since: 1, reason: '' }];
    tell();
    await assert.rejects(async () => access.requireRunning(partner), { code: 'stopped' });
    assert.throws(() => access.requireRunning(partner), { code: 'stopped' }, 'known at once now');
    await assert.rejects(async () => access.requireStanding(partner, undefined), { code: 'stopped' });
  }
  rows.stops = [{ scope: otherPartner, since: 1, reason: '' }];
  tell();
  await access.requireRunning(partner);
  assert.equal(access.requireRunning(partner), undefined);
});

test('at the last moment lets nothing of a grant go that was taken back or held meanwhile', async () => {
  const { access, rows, partner, tell } = aReplica({ isAlone: true });
  const [grant] = rows.grants;
  assert.ok(grant);
  await access.requireStanding(partner, grant.id);
  assert.equal(access.requireStanding(partner, grant.id), undefined);
  for (const [state, code] of [
    ['revoked', 'grant_revoked'],
    ['held', 'grant_held'],
  ] as const) {
    rows.grants = [{ ...grant, state }];
    tell();
    await assert.rejects(async () => access.requireStanding(partner, grant.id), { code });
  }
  rows.grants = [];
  tell();
  await assert.rejects(async () => access.requireStanding(partner, grant.id), { code: 'grant_revoked' });
});

test('does not take a grant for taken back that another replica was given a moment ago', async () => {
  const { access, rows, partner } = aReplica({ isAlone: true });
  await access.listGrants(partner);
  const given = aGrant();
  rows.grants = [...rows.grants, given];
  await access.requireStanding(partner, given.id);
});

test('tells which grants another replica took back, since it looked last', async () => {
  const { access, rows, takenBack, revokedAfter } = aReplica();
  await access.confirm();
  assert.deepEqual(takenBack(), []);
  const { id } = aGrant();
  rows.revoked = [id];
  rows.generation = 7;
  await access.confirm();
  assert.deepEqual([takenBack(), revokedAfter()], [[id], 1]);
});
