import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Random } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { Fault } from '@consentry/sandbox';
import { customerA } from './a-broker.ts';
import { graph, inTrouble } from './in-trouble.ts';

/** Tokens are renewed as early as they may be: at four fifths of their life. */
const earliestRenewal: Random = {
  bytes: (length) => (length === 1 ? new Uint8Array(1) : systemRandom.bytes(length)),
};
const trouble = await inTrouble({ random: earliestRenewal });
after(() => trouble[Symbol.asyncDispose]());
const { t, caller, play, heals } = trouble;

const faults: readonly (readonly [string, Fault])[] = [
  ['throttled', { kind: 'answer', status: 429 }],
  ['out of order', { kind: 'answer', status: 503 }],
  ['unreadable', { kind: 'html-page' }],
  ['a request loop', { kind: 'aadsts', code: 50196 }],
  ['an error that nobody knows', { kind: 'aadsts', code: 99_999_999 }],
  ['a customer that is not set up', { kind: 'aadsts', code: 65001 }],
  ['a policy of the customer', { kind: 'aadsts', code: 53003 }],
  ['a request of ours that is wrong', { kind: 'aadsts', code: 9002313 }],
  ['a step-up', { kind: 'aadsts', code: 50076 }],
  ['our own credential', { kind: 'aadsts', code: 7000222 }],
];

for (const [what, fault] of faults) {
  test(`a token that is still valid is served while its renewal fails: ${what}`, async () => {
    const first = await caller.call('acquireToken', { body: graph });
    // Late enough to be renewed behind the answer, and early enough to be served.
    t.sandbox.control.moveClock(Date.parse(first.expiresAt) - t.sandbox.clock.now() - 6 * 60_000);
    const played = play(fault, { tenant: customerA });
    const serve = async (): Promise<void> => {
      const served = await caller.call('acquireToken', { body: graph });
      assert.deepEqual([served.fromCache, served.accessToken], [true, first.accessToken]);
    };
    await serve();
    while (played.played() === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let index = 0; index < 5; index++) await serve();
    await heals(played);
  });
}
