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
import type { WaitingSignIn } from '../waiting-sign-ins.ts';
import { awaitSignIn } from './await-sign-in.ts';
import { describeGrant } from './describe-grant.ts';
import type { RouteDeps } from './route-deps.ts';
import { requireDeviceCodes } from './start-device-code.ts';

type Finish = Exchange<'finishDeviceCode'>;

/**
 * Finishes a sign-in by device code, once the person has signed in, and seals the grant.
 * @throws ConsentryError `device_code_off`, `device_code_not_found`; those of {@link awaitSignIn}
 */
export async function finishDeviceCode(
  deps: RouteDeps,
  exchange: Finish,
): Promise<AnswerOf<'finishDeviceCode'>> {
  const deviceCodes = requireDeviceCodes(deps);
  const { handle } = exchange.input.body;
  const signIn = deviceCodes.waiting.find(handle, 'connect');
  if (signIn === undefined) throw new ConsentryError('device_code_not_found');
  const end = await awaitSignIn(deps, exchange, { deviceCodes, handle, signIn }, (answer) =>
    sealGrant(deps, exchange, { signIn, answer, deviceCodes }),
  );
  if (end.status === 'pending') return end;
  return { status: 'connected', grant: describeGrant(end.made, deps.application.id) };
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
