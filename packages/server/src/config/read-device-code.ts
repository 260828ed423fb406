import { type ApplicationId, readApplicationId } from '@consentry/core';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** Reads the public registration of sign-ins by device code. Undefined: they are off. */
export function readDeviceCode(
  values: Values,
  report: Report,
): { readonly clientId: ApplicationId } | undefined {
  const clientId = values['deviceCode.clientId'];
  if (clientId === undefined) return undefined;
  if (clientId === values['application.id']) {
    report.add(
      'deviceCode.clientId',
      'is application.id once more, which has a credential',
      'Register a second application that allows public client flows, or leave the setting out.',
    );
  }
  return { clientId: readApplicationId(clientId) };
}
