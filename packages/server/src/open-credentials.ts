import {
  type ClientAuthentication,
  type ClientCredential,
  type Clock,
  createClientAuthentication,
  createCredentialChoice,
  type CredentialChoice,
  type CredentialWatch,
  type Random,
} from '@consentry/core';
import type { BrokerConfig, SettingKey } from './config.ts';
import type { Log } from './log.ts';

export interface OpenCredentialsDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Pick<Log, 'error' | 'warn'>;
  /** Hears what the log is told. */
  readonly watch: CredentialWatch;
}

/**
 * Makes the credentials of the application ready: the first is tried first, unless it is known to have ended and the second is
 * not. A refusal of one is an error in the log, also while the other serves.
 * @throws ConsentryError `invalid_configuration`: one of them cannot be used
 */
export async function openCredentials(
  { id: clientId, credential, secondCredential }: BrokerConfig['application'],
  { clock, random, log, watch }: OpenCredentialsDeps,
): Promise<CredentialChoice> {
  const open = (one: ClientCredential, owner: 'application' | 'application.second') =>
    createClientAuthentication({
      clientId,
      credential: one,
      name: settingOf(owner, one),
      mayHaveEnded: secondCredential !== undefined,
      clock,
      random,
    });
  const first = await open(credential, 'application');
  const second = secondCredential && (await open(secondCredential, 'application.second'));
  return createCredentialChoice({
    credentials: inOrder(first, second, clock.now()),
    watch: {
      refused(one, refusal) {
        const { aadsts, correlationId } = refusal.facts;
        log.error(
          { ...one.facts, aadsts, correlationId },
          'a credential of the application is not accepted any more',
        );
        watch.refused(one, refusal);
      },
      chosen(one) {
        log.warn(one.facts, 'the application proves itself by this credential from now on');
        watch.chosen(one);
      },
    },
  });
}

/** How an operator finds it. */
function settingOf(owner: 'application' | 'application.second', { kind }: ClientCredential): SettingKey {
  return kind === 'secret' ? `${owner}.secretFile` : `${owner}.certificateFile`;
}

function inOrder(
  first: ClientAuthentication,
  second: ClientAuthentication | undefined,
  now: number,
): [ClientAuthentication, ...ClientAuthentication[]] {
  if (second === undefined) return [first];
  const hasEnded = ({ expiresAt = Number.POSITIVE_INFINITY }: ClientAuthentication): boolean =>
    expiresAt <= now;
  return hasEnded(first) && !hasEnded(second) ? [second, first] : [first, second];
}
