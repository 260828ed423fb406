import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Fetch } from '@consentry/core';
import { graph, inTrouble } from './in-trouble.ts';

/** Rows F-1 … F-11, F-17, F-18, F-26 of the fault matrix: on real sockets, with a shorter deadline than an operator would wait for. */
const deadlineMs = 800;
const network = { isDown: false };
const inAHurry =
  (fetch: Fetch): Fetch =>
  (request) => {
    const url = network.isDown ? request.url.replace(/:\d+\//, ':1/') : request.url;
    return fetch({ ...request, url, deadlineMs: Math.min(request.deadlineMs, deadlineMs) });
  };
const trouble = await inTrouble({ onSockets: true, watch: inAHurry });
after(() => trouble[Symbol.asyncDispose]());
const { t, caller, play, refused, heals, later } = trouble;

test('F-1: nobody listens: 503, tried three times, and nothing is lost', async () => {
  network.isDown = true;
  const { code, status, facts } = await refused();
  assert.deepEqual([code, status, facts['mayHaveArrived']], ['idp_unreachable', 503, false]);
  network.isDown = false;
  later();
  await caller.call('acquireToken', { body: graph });
  later();
});

for (const [row, fault] of [
  ['F-2, F-3: no answer comes, no header', { kind: 'hang' }],
  ['F-4: the body comes drop by drop', { kind: 'slow-drip', bytesPerSecond: 100 }],
] as const) {
  test(`${row}: the deadline of the whole call holds, and it is tried twice`, async () => {
    const played = play(fault);
    const { code, status } = await refused();
    assert.deepEqual([code, status], ['idp_timeout', 503]);
    assert.equal(played.played(), 2);
    await heals(played);
  });
}

for (const [row, fault] of [
  ['F-5, F-8: half a body, and the end of the connection', { kind: 'truncated' }],
  ['F-6: the connection breaks before the answer', { kind: 'reset' }],
  ['F-7: the connection breaks after the refresh token was redeemed', { kind: 'reset-after' }],
] as const) {
  test(`${row}: the answer counts as lost, and the old refresh token works on`, async () => {
    const played = play(fault);
    const { code, status } = await refused();
    assert.deepEqual([code, status], ['idp_answer_lost', 503]);
    await heals(played);
  });
}

test('F-10, F-13: what is no JSON, and no UTF-8, is refused and told by type, weight and mark', async () => {
  const played = play({ kind: 'garbage' });
  const { code, status, facts } = await refused();
  assert.deepEqual([code, status, facts['reason']], ['idp_bad_response', 502, 'not_utf8']);
  assert.match(String(facts['sha256']), /^[0-9a-f]{16}$/);
  assert.equal(played.played(), 1);
  await heals(played);
});

test('F-11: a page of a proxy in the way is never shown, and asked past once', async () => {
  const played = play({ kind: 'html-page' });
  const refusal = await refused();
  assert.deepEqual([refusal.code, refusal.facts['contentType']], ['idp_bad_response', 'text/html']);
  assert.doesNotMatch(JSON.stringify(refusal), /Something is in the way/);
  assert.doesNotMatch(t.logged.join(''), /Something is in the way/);
  assert.equal(played.played(), 2);
  await heals(played);
});

test('F-12: JSON decides, whatever content type an intermediary wrote', async () => {
  const played = play({ kind: 'wrong-type' });
  assert.ok((await caller.call('acquireToken', { body: graph })).accessToken);
  assert.equal(played.played(), 1);
  played.remove();
  later();
});

for (const [row, fault] of [
  ['F-17: a body of four megabytes', { kind: 'oversized', bytes: 4_000_000 }],
  ['F-18: a small body that inflates to as much', { kind: 'gzip-bomb', bytes: 4_000_000 }],
] as const) {
  test(`${row} is cut at one, and not asked for again`, async () => {
    const played = play(fault);
    const { code, status } = await refused();
    assert.deepEqual([code, status], ['idp_too_large', 502]);
    assert.equal(played.played(), 1);
    await heals(played);
  });
}

test('F-26: a redirect is not followed, and its target hears nothing', async () => {
  const played = play({ kind: 'redirect', location: `${t.sandbox.origins.graph}/v1.0/sink`, status: 307 });
  const { code, status } = await refused();
  assert.deepEqual([code, status, played.played()], ['idp_redirect', 502, 1]);
  assert.deepEqual(t.sandbox.ledger.requests({ service: 'graph' }), []);
  await heals(played);
});
