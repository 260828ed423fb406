import {
  type ClientAuthentication,
  type ClientCredential,
  type Clock,
  createClientAuthentication,
  isSameCredential,
  type Random,
  splitCredential,
} from '@consentry/core';
import type { BrokerConfig, SettingKey } from './config.ts';

export interface OpenCredentialsDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** The credentials that the configuration names, or that its files hold now. */
export type GivenCredentials = Pick<BrokerConfig['application'], 'credential' | 'secondCredential'>;
export type OpenCredentials = readonly [ClientAuthentication, ...ClientAuthentication[]];

/**
 * Makes the credentials of the application ready: the first is tried first, those that are known to have ended last.
 * @throws ConsentryError `invalid_configuration`: one of them cannot be used
 */
export async function openCredentials(
  clientId: BrokerConfig['application']['id'],
  { credential, secondCredential }: GivenCredentials,
  { clock, random }: OpenCredentialsDeps,
): Promise<OpenCredentials> {
  const second = secondCredential === undefined ? [] : listNamed('application.second', secondCredential);
  const named = withoutRepeated([...listNamed('application', credential), ...second]);
  const opened = await Promise.all(
    named.map((one) =>
      createClientAuthentication({ clientId, ...one, mayHaveEnded: named.length > 1, clock, random }),
    ),
  );
  const [first, ...others] = inOrder(opened, clock.now());
  if (first === undefined) throw new TypeError('an application has one credential at least');
  return [first, ...others];
}

interface Named {
  readonly name: string;
  readonly credential: ClientCredential;
}

/** How an operator finds them: the setting, and of several in one file the place. */
function listNamed(owner: 'application' | 'application.second', given: ClientCredential): readonly Named[] {
  const setting: SettingKey = given.kind === 'secret' ? `${owner}.secretFile` : `${owner}.certificateFile`;
  return splitCredential(given).map((credential, index) => ({
    name: index === 0 ? setting : `${setting} (${index + 1})`,
    credential,
  }));
}

function withoutRepeated(named: readonly Named[]): readonly Named[] {
  return named.filter(
    ({ credential }, index) =>
      !named.slice(0, index).some((before) => isSameCredential(before.credential, credential)),
  );
}

function inOrder(opened: readonly ClientAuthentication[], now: number): readonly ClientAuthentication[] {
  const hasEnded = ({ expiresAt = Number.POSITIVE_INFINITY }: ClientAuthentication): boolean =>
    expiresAt <= now;
  return [...opened.filter((one) => !hasEnded(one)), ...opened.filter(hasEnded)];
}
