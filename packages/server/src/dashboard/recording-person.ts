import type { Clock } from '@consentry/core';
import type { Operation } from '@consentry/core/contract';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { plainRefusalEvent, RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import { principalOf } from './principal-of.ts';
import type { SignedIn } from './signed-in.ts';

/**
 * Does what somebody asks who is signed in; a refusal is recorded with who they are.
 *
 * @throws RecordedRefusal for whatever `work` throws
 */
export async function recordingPerson<T>(
  clock: Clock,
  exchange: Exchange<Operation>,
  { operation, who }: { readonly operation: 'showDashboard' | 'changeDashboard'; readonly who: SignedIn },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RecordedRefusal) throw thrown;
    const error = toConsentryError(thrown);
    const principal = principalOf(who);
    const base = { at: clock.now(), ...traceOf({ ...exchange, principal }) };
    throw new RecordedRefusal(error, plainRefusalEvent(operation, error, base, principal));
  }
}
