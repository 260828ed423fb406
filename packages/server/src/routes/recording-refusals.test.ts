import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ConsentryError, digest, Secret } from '@consentry/core';
import { aClock, anInvitation, aStore } from '../../test/a-store.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { type RefusalLookup, recordingRefusals } from './recording-refusals.ts';

const invitation = anInvitation();
const callback = { fields: new URLSearchParams({ state: 'state' }), requestId: 'req_1', address: undefined };

/** A store with a flow of the invitation, in which the invitation is looked up as the test says. */
async function aLookup(
  t: TestContext,
  find?: RefusalLookup['store']['invitations']['find'],
): Promise<RefusalLookup> {
  const { flows, invitations } = await aStore(t);
  await invitations.add(invitation, Secret.of('handle'));
  await flows.add(digest('state'), {
    invitation: invitation.id,
    purpose: 'connect',
    verifier: undefined,
    nonceDigest: undefined,
    browserDigest: digest('browser'),
    startedAt: 1000,
    expiresAt: 2000,
    finishedAt: undefined,
  });
  return { clock: aClock(), store: { flows, invitations: find === undefined ? invitations : { find } } };
}

async function refusedWith(lookup: RefusalLookup): Promise<unknown> {
  return recordingRefusals(lookup, callback, async () => {
    throw new ConsentryError('consent_failed', { facts: { reason: 'nonce' } });
  }).catch((thrown: unknown) => thrown);
}

test('a refused answer is recorded with its reason and the invitation that it belongs to', async (t) => {
  const refused = await refusedWith(await aLookup(t));
  assert.ok(refused instanceof RecordedRefusal);
  assert.equal(refused.error.code, 'consent_failed');
  assert.deepEqual(refused.event, {
    type: 'consent.refused',
    at: aClock().now(),
    actor: 'invited person',
    requestId: 'req_1',
    code: 'consent_failed',
    reason: 'nonce',
    invitation: invitation.id,
    partner: invitation.partner,
  });
});

test('a refusal stands as it is when the store cannot say whose it was', async (t) => {
  const refused = await refusedWith(
    await aLookup(t, async () => {
      throw new ConsentryError('store_unavailable');
    }),
  );
  assert.ok(refused instanceof RecordedRefusal);
  assert.equal(refused.error.code, 'consent_failed');
  assert.ok(refused.event && 'reason' in refused.event);
  assert.equal(refused.event.reason, 'nonce');
  assert.equal('invitation' in refused.event, false);
});

test('an unexpected failure of the lookup is not taken for a busy store', async (t) => {
  const refused = await refusedWith(
    await aLookup(t, async () => {
      throw new TypeError('a bug');
    }),
  );
  assert.ok(refused instanceof TypeError);
});
