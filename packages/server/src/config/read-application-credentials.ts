import { type ClientCredential, isSameCredential } from '@consentry/core';
import {
  type CredentialReading,
  type CredentialSources,
  readCredentialOrItsEnd,
  reportEnd,
} from './read-credential.ts';
import { settingKeys } from './settings.ts';

/**
 * Reads the application's credential, and the second one if there is one. Of two, one may have ended: a broker whose spare
 * credential has died, or whose spare serves already, must be able to start.
 */
export function readApplicationCredentials(
  sources: CredentialSources,
): readonly [first: ClientCredential | undefined, second: ClientCredential | undefined] {
  const { values, report } = sources;
  const hasSecond = settingKeys.some(
    (key) => key.startsWith('application.second.') && values[key] !== undefined,
  );
  const owners = hasSecond ? (['application', 'application.second'] as const) : (['application'] as const);
  const readings = owners.map((owner) => readCredentialOrItsEnd(sources, owner));
  if (!readings.some(isGood)) {
    for (const reading of readings) reportEnd(reading, report);
  }
  const [first, second] = readings.map(({ credential }) => credential);
  if (first !== undefined && second !== undefined && isSameCredential(first, second)) {
    report.add('application.second', 'is the first credential once more', 'Give another one, or none.');
  }
  return [first, second];
}

function isGood({ credential, ended }: CredentialReading): boolean {
  return credential !== undefined && ended === undefined;
}
