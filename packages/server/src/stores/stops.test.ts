import assert from 'node:assert/strict';
import { aGrant, aStore, otherPartner, partner, testOnBoth } from '../../test/a-store.ts';

testOnBoth('keeps what was stopped first, until it goes on', async (t, kind) => {
  const { stops } = await aStore(t, kind);
  assert.deepEqual(await stops.list(), []);
  await stops.add({ scope: partner, since: 1, reason: 'a stolen laptop' });
  await stops.add({ scope: partner, since: 2, reason: 'again' });
  await stops.add({ scope: 'everything', since: 3, reason: 'drill' });
  assert.deepEqual(
    (await stops.list()).map((stop) => ({ ...stop })).toSorted((a, b) => a.since - b.since),
    [
      { scope: partner, since: 1, reason: 'a stolen laptop' },
      { scope: 'everything', since: 3, reason: 'drill' },
    ],
  );
  assert.equal(await stops.remove(otherPartner), false);
  assert.equal(await stops.remove(partner), true);
  assert.equal(await stops.remove(partner), false);
});

testOnBoth('keeps no refresh token alive of what is stopped', async (t, kind) => {
  const { stops, grants } = await aStore(t, kind);
  const [one, other] = [aGrant(), aGrant({ partner: otherPartner })];
  for (const grant of [one, other]) await grants.save(grant, 0);
  const due = async () => (await grants.listDue(Number.MAX_SAFE_INTEGER, 9)).map(({ id }) => id);
  await stops.add({ scope: partner, since: 1, reason: '' });
  assert.deepEqual(await due(), [other.id]);
  await stops.add({ scope: 'everything', since: 1, reason: '' });
  assert.deepEqual(await due(), []);
  await stops.remove('everything');
  await stops.remove(partner);
  assert.deepEqual((await due()).toSorted(), [one.id, other.id].toSorted());
});
