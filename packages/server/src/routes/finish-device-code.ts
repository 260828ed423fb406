import {
  type AuditEvent,
  ConsentryError,
  finishDeviceCode as proveDeviceCode,
  type SealedGrant,
  seal,
  type TokenAnswer,
} from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { DeviceCodes } from '../direct-grants.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { WaitingSignIn } from '../waiting-sign-ins.ts';
import { describeGrant } from './describe-grant.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';
import { requireDeviceCodes } from './start-device-code.ts';

type Finish = Exchange<'finishDeviceCode'>;

/** RFC 8628 §3.5: what `slow_down` adds, for good. */
const slowDownMs = 5_000;
/** Where another attempt is under way already. */
const leastWaitMs = 1_000;

/**
 * Finishes a sign-in by device code, once the person has signed in. The identity provider is not asked more often than it wants,
 * however often this is called. Whatever ends the sign-in ends its handle; passing trouble does not, nor does it lose what was given.
 * @throws ConsentryError `device_code_off`, `device_code_not_found`; RecordedRefusal for whatever it is refused for
 */
export async function finishDeviceCode(
  deps: RouteDeps,
  exchange: Finish,
): Promise<AnswerOf<'finishDeviceCode'>> {
  const deviceCodes = requireDeviceCodes(deps);
  const { handle } = exchange.input.body;
  const signIn = deviceCodes.waiting.find(handle);
  if (signIn === undefined) throw new ConsentryError('device_code_not_found');
  if (signIn.isAsking || deps.clock.now() < signIn.askAgainAt) return pending(deps, signIn);
  signIn.isAsking = true;
  try {
    await requireUnstopped(deps, signIn.partner);
    signIn.answer ??= await ask(deps, deviceCodes, signIn);
    if (signIn.answer === undefined) return pending(deps, signIn);
    const sealed = await sealGrant(deps, exchange, { signIn, answer: signIn.answer, deviceCodes });
    deviceCodes.waiting.remove(handle);
    return { status: 'connected', grant: describeGrant(sealed, deps.application.id) };
  } catch (thrown) {
    const error = toConsentryError(thrown);
    // It goes on: what was given once is kept, and the next attempt may seal it.
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
): AnswerOf<'finishDeviceCode'> {
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
  const outcome = await endpoint.redeem(signIn.partner, signIn.deviceCode, scopes);
  if (outcome.is === 'signed_in') return outcome.answer;
  if (outcome.is === 'slow_down') signIn.intervalMs += slowDownMs;
  return undefined;
}

interface SignedIn {
  readonly signIn: WaitingSignIn;
  readonly answer: TokenAnswer;
  readonly deviceCodes: DeviceCodes;
}

async function sealGrant(
  deps: RouteDeps,
  exchange: Finish,
  { signIn, answer, deviceCodes }: SignedIn,
): Promise<SealedGrant> {
  const grant = await proveDeviceCode(deviceCodes.prove, answer, signIn);
  const sealed = await seal(deps.seal, grant, {
    changesBefore: signIn.changesBefore,
    record: (about) => deps.store.audit.write(sealedEvent(deps, exchange, about)),
  });
  deps.tokens.forget(sealed.id);
  return sealed;
}

function sealedEvent(
  deps: RouteDeps,
  exchange: Finish,
  { id, partner, subject, application, version, mfa, amr }: SealedGrant,
): AuditEvent {
  return {
    type: 'grant.sealed',
    at: deps.clock.now(),
    actor: 'operator',
    ...traceOf(exchange),
    grant: id,
    partner,
    subject,
    application,
    version,
    mfa,
    amr,
  };
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
