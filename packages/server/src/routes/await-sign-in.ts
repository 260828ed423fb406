import { type AuditEvent, ConsentryError, type TokenAnswer } from '@consentry/core';
import type { DeviceCodes } from '../direct-grants.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { WaitingSignIn } from '../waiting-sign-ins.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

type Finish = Exchange<'finishDeviceCode' | 'finishAccountTest'>;

/** RFC 8628 §3.5: what `slow_down` adds, for good. */
const slowDownMs = 5_000;
/** Where another attempt is under way already. */
const leastWaitMs = 1_000;

export interface AwaitedSignIn {
  readonly deviceCodes: DeviceCodes;
  readonly handle: string;
  readonly signIn: WaitingSignIn;
}

/** What was made of the sign-in; or how long to wait until it is asked about again. */
export type AwaitedEnd<Made> =
  | { readonly status: 'signed_in'; readonly made: Made }
  | { readonly status: 'pending'; readonly intervalMs: number };

/**
 * Asks whether the person has signed in, and makes something of it if so. The identity provider is not asked more often than it wants,
 * however often this is called. Whatever ends the sign-in ends its handle; passing trouble does not, nor does it lose what was given.
 * @throws ConsentryError what passes; RecordedRefusal for whatever it is refused for
 */
export async function awaitSignIn<Made>(
  deps: RouteDeps,
  exchange: Finish,
  { deviceCodes, handle, signIn }: AwaitedSignIn,
  make: (answer: TokenAnswer) => Promise<Made>,
): Promise<AwaitedEnd<Made>> {
  if (signIn.isAsking || deps.clock.now() < signIn.askAgainAt) return pending(deps, signIn);
  signIn.isAsking = true;
  try {
    await requireUnstopped(deps, signIn.partner);
    signIn.answer ??= await ask(deps, deviceCodes, signIn);
    if (signIn.answer === undefined) return pending(deps, signIn);
    const made = await make(signIn.answer);
    deviceCodes.waiting.remove(handle);
    return { status: 'signed_in', made };
  } catch (thrown) {
    const error = toConsentryError(thrown);
    // It goes on: what was given once is kept, and the next attempt may use it.
    if (error.entry.retry === 'later') throw error;
    deviceCodes.waiting.remove(handle);
    throw new RecordedRefusal(error, refusedEvent(deps, exchange, signIn, error));
  } finally {
    signIn.isAsking = false;
    signIn.askAgainAt = deps.clock.now() + signIn.intervalMs;
  }
}

function pending(
  { clock }: RouteDeps,
  { askAgainAt, intervalMs, isAsking }: WaitingSignIn,
): { readonly status: 'pending'; readonly intervalMs: number } {
  const waitMs = isAsking ? intervalMs : askAgainAt - clock.now();
  return { status: 'pending', intervalMs: Math.max(waitMs, leastWaitMs) };
}

/** Undefined while nobody has signed in. */
async function ask(
  { clock }: RouteDeps,
  { endpoint, scopes }: DeviceCodes,
  signIn: WaitingSignIn,
): Promise<TokenAnswer | undefined> {
  if (signIn.expiresAt <= clock.now()) throw new ConsentryError('device_code_expired');
  const isOnce = signIn.purpose === 'test';
  const outcome = await endpoint.redeem(signIn.partner, signIn.deviceCode, scopes, { isOnce });
  if (outcome.is === 'signed_in') return outcome.answer;
  if (outcome.is === 'slow_down') signIn.intervalMs += slowDownMs;
  return undefined;
}

function refusedEvent(
  deps: RouteDeps,
  exchange: Finish,
  { partner }: WaitingSignIn,
  { code, facts: { reason } }: ConsentryError,
): AuditEvent {
  return {
    type: 'consent.refused',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    code,
    ...(typeof reason === 'string' && { reason }),
    partner,
  };
}
