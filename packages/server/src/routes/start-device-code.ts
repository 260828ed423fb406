import { ConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { DeviceCodes } from '../direct-grants.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { readAccount } from './read-account.ts';
import { requireUnstopped } from './require-unstopped.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `device_code_off` */
export function requireDeviceCodes({ deviceCodes }: Pick<RouteDeps, 'deviceCodes'>): DeviceCodes {
  if (deviceCodes === undefined) throw new ConsentryError('device_code_off');
  return deviceCodes;
}

/**
 * Starts a sign-in by device code. The device code itself stays here.
 * @throws ConsentryError `device_code_off`, `device_codes_waiting`, `stopped`, `audit_unavailable`, and those of the token endpoint
 */
export async function startDeviceCode(
  deps: RouteDeps,
  exchange: Exchange<'startDeviceCode'>,
): Promise<AnswerOf<'startDeviceCode'>> {
  const { endpoint, scopes, waiting, prove } = requireDeviceCodes(deps);
  const said = readAccount(exchange.input.body);
  await requireUnstopped(deps, said.partner);
  waiting.requireRoom();
  const changesBefore = await deps.store.countChanges();
  const { deviceCode, userCode, verificationUrl, expiresAt, intervalMs } = await endpoint.start(
    said.partner,
    scopes,
  );
  const at = deps.clock.now();
  await deps.store.audit.write({
    type: 'device_code.started',
    at,
    actor: 'operator',
    ...traceOf(exchange),
    partner: said.partner,
    application: prove.application,
    expiresAt,
    acceptsUnknownMfa: said.acceptsUnknownMfa,
  });
  const handle = waiting.add({
    ...said,
    purpose: 'connect',
    deviceCode,
    expiresAt,
    changesBefore,
    intervalMs,
    askAgainAt: at + intervalMs,
    isAsking: false,
  });
  return {
    handle: handle.reveal(),
    userCode,
    verificationUrl,
    expiresAt: new Date(expiresAt).toISOString(),
    intervalMs,
  };
}
