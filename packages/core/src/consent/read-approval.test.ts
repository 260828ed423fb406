import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aFlow, createMemoryFlows, hourMs } from '../../test/a-consent.ts';
import { anInvitationId } from '../../test/a-grant.ts';
import { aClock, customer, noon } from '../../test/builders.ts';
import { readApproval } from './read-callback.ts';
import type { TakeFlowDeps } from './take-flow.ts';

const approved = { state: 'the-state', admin_consent: 'True', tenant: customer };

function aPlace(purpose: 'approve' | 'connect' = 'approve') {
  const flow = aFlow({ purpose, verifier: undefined, nonceDigest: undefined });
  return { flows: createMemoryFlows({ 'the-state': flow }), clock: aClock(noon + 1000) };
}

function read(place: TakeFlowDeps, fields: Record<string, string>, browser = 'the-browser') {
  return readApproval(place, { fields: new URLSearchParams(fields), browser });
}

test('gives the invitation that was approved, and nothing that the browser said of the tenant', async () => {
  assert.deepEqual(await read(aPlace(), approved), { invitation: anInvitationId() });
});

test('reads the word for yes in any case', async () => {
  await assert.doesNotReject(read(aPlace(), { ...approved, admin_consent: 'true' }));
});

test('refuses an answer that does not say that it was approved', async () => {
  for (const admin_consent of ['False', '', '1']) {
    await assert.rejects(read(aPlace(), { ...approved, admin_consent }), { code: 'consent_failed' });
  }
  await assert.rejects(read(aPlace(), { state: 'the-state' }), { code: 'consent_failed' });
});

test('believes an error although the answer says True beside it, as a declined approval does', async () => {
  const declined = { ...approved, error: 'access_denied', error_subcode: 'cancel' };
  await assert.rejects(read(aPlace(), declined), { code: 'consent_declined' });
});

test('refuses the state of a sign-in that connects', async () => {
  await assert.rejects(read(aPlace('connect'), approved), { code: 'state_unknown' });
});

test('refuses another browser, and leaves the right browser its turn', async () => {
  const place = aPlace();
  await assert.rejects(read(place, approved, 'another'), { code: 'browser_mismatch' });
  await assert.doesNotReject(read(place, approved));
});

test('refuses a state that was already used, and one that is too old', async () => {
  const place = aPlace();
  await read(place, approved);
  await assert.rejects(read(place, approved), { code: 'state_used' });
  const late = aPlace();
  late.clock.at += hourMs;
  await assert.rejects(read(late, approved), { code: 'state_expired' });
});
