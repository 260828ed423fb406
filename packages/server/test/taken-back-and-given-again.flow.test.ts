import assert from 'node:assert/strict';
import { isConsentryError } from '@consentry/core';
import { customerA, partnerOne } from './a-broker.ts';
import { aBrokerOn } from './a-broker-on.ts';
import { testOnBoth } from './a-store.ts';
import { refreshTokensOf } from './secrets-in-sight.ts';

const partnerCenter = { partner: partnerOne, resource: 'partner-center' };
const graph = { partner: partnerOne, customer: customerA, resource: 'graph' };
const dayMs = 24 * 60 * 60 * 1000;

/** Holds the next answer of the cloud to a redemption, once it was given. */
function aHeldAnswer() {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let isWanted = false;
  return {
    holdNext: () => void (isWanted = true),
    held: held.promise,
    release: () => released.resolve(),
    watch:
      <Request extends { readonly body?: string | undefined }, Answer>(
        fetch: (request: Request) => Promise<Answer>,
      ) =>
      async (request: Request): Promise<Answer> => {
        const answer = await fetch(request);
        if (isWanted && request.body?.includes('grant_type=refresh_token') === true) {
          isWanted = false;
          held.resolve();
          await released.promise;
        }
        return answer;
      },
  };
}

testOnBoth(
  'F-84: what was under way for a grant that was taken back and given again changes nothing of the new one',
  async (_, kind) => {
    const answer = aHeldAnswer();
    await using broker = await aBrokerOn(kind, { watch: answer.watch });
    const { t } = broker;
    await t.aConnectedPartner();
    const caller = await t.aCaller();
    const { grants, vault } = t.broker.store;
    const [first] = await grants.list({ limit: 1 });
    assert.ok(first);
    // From now on each successor of the partner's own tenant is due to be stored.
    t.sandbox.control.moveClock(dayMs + 1);
    answer.holdNext();
    const asking = caller.call('acquireToken', { body: partnerCenter }).then(
      () => 'a token',
      (error: unknown) => (isConsentryError(error) ? error.code : error),
    );
    await answer.held;
    await grants.revoke(first.id, { reason: 'revoked', since: t.sandbox.clock.now() });
    await t.aConnectedPartner();
    const given = await grants.find(first.id);
    assert.ok(given);
    assert.equal(given.version, 2);
    const record = { grant: given.id, version: 2 };
    const before = await vault.get(given.secret, record);
    answer.release();
    await asking;
    const after = await grants.find(first.id);
    assert.deepEqual(after && [after.version, after.secret, after.state], [2, given.secret, 'healthy']);
    assert.equal((await vault.get(given.secret, record)).reveal(), before.reveal());
    assert.ok((await refreshTokensOf(t)).includes(before.reveal()));
    assert.equal((await caller.call('acquireToken', { body: graph })).tenant, customerA);
  },
);
