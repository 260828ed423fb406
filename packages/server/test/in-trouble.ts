import assert from 'node:assert/strict';
import { type ErrorCode, type Facts, isConsentryError } from '@consentry/core';
import type { RequestOf } from '@consentry/core/contract';
import type { Remote } from '@consentry/core/remote';
import type { Fault, FaultRule, PlayedFault } from '@consentry/sandbox';
import { aBroker, customerA, partnerOne, type TestBroker, type TestBrokerOptions } from './a-broker.ts';

export type Wanted = RequestOf<'acquireToken'>['body'];

export const graph: Wanted = { partner: partnerOne, customer: customerA, resource: 'graph' };
/** What proves a grant: asked for like this, an answer of the partner's own tenant speaks for the whole grant. */
export const partnerCenter: Wanted = {
  partner: partnerOne,
  resource: 'partner-center',
  scopes: ['user_impersonation'],
};

export interface Refused {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly remedy: string;
  readonly facts: Facts;
}

/** A partner that has connected, a caller that may have everything of it, and a cloud that fails as it is told. */
export interface Trouble extends AsyncDisposable {
  readonly t: TestBroker;
  readonly caller: Remote;
  /** Plays a fault to every token request, unless the rule says otherwise. */
  play(fault: Fault, rule?: Partial<Omit<FaultRule, 'service' | 'fault'>>): PlayedFault;
  /** Asks for a token and is refused. */
  refused(wanted?: Wanted): Promise<Refused>;
  /** Every cached token expires, and whatever rests does so no more. */
  later(): void;
  /** Ends a fault, and shows that nothing is left of it: the grant is healthy, and its refresh token gives a token. */
  heals(fault: PlayedFault, wanted?: Wanted): Promise<void>;
  grant(): Promise<{ state: string; stateReason: string }>;
}

export async function inTrouble(options: TestBrokerOptions = {}): Promise<Trouble> {
  const t = await aBroker(options);
  await t.aConnectedPartner();
  const caller = await t.aCaller({ partnerTenant: true, access: ['delegated', 'app-only'] });
  const grant: Trouble['grant'] = async () => {
    const [row] = (await t.operator.call('listGrants', {})).items;
    assert.ok(row);
    return row;
  };
  const later = (): void => t.sandbox.control.moveClock(2 * 60 * 60 * 1000);
  return {
    t,
    caller,
    grant,
    later,
    play: (fault, rule = {}) =>
      t.sandbox.control.playFault({
        service: 'login',
        path: '/*/oauth2/*token',
        times: 'always',
        ...rule,
        fault,
      }),
    async refused(wanted = graph) {
      try {
        await caller.call('acquireToken', { body: wanted });
      } catch (error) {
        if (!isConsentryError(error)) throw error;
        const { code, remedy, facts, retryAfterMs } = error;
        return { code, remedy, facts, retryAfterMs, status: error.entry.status };
      }
      return assert.fail('nothing was refused');
    },
    async heals(fault, wanted = graph) {
      fault.remove();
      assert.ok(fault.played() > 0, 'the fault was never met');
      assert.equal((await grant()).state, 'healthy');
      later();
      assert.ok((await caller.call('acquireToken', { body: wanted })).accessToken);
      later();
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}
