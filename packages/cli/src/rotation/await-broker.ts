import { ConsentryError, type Timer } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';

/** What a broker says of its credentials. */
export type BrokerCredentials = AnswerOf<'listCredentials'>;
export type AskBroker = () => Promise<BrokerCredentials>;

export interface AwaitBrokerDeps {
  readonly askBroker: AskBroker;
  readonly timer: Timer;
  readonly application: string;
}

/** A broker looks every five seconds. */
const lookEveryMs = 1_000;
const longestMs = 2 * 60_000;

/**
 * Asks the broker until it is as far.
 * @throws ConsentryError `usage` (the broker of another application), `credential_not_taken` (it does not get there), and those of the call
 */
export async function awaitBroker(
  { askBroker, timer, application }: AwaitBrokerDeps,
  isThere: (credentials: BrokerCredentials) => boolean | Promise<boolean>,
  wanted: string,
): Promise<void> {
  const beganAt = timer.elapsed();
  for (;;) {
    const said = await askBroker();
    if (said.application !== application) throw otherApplication(said.application);
    if (await isThere(said)) return;
    if (timer.elapsed() - beganAt > longestMs) throw notThere(said, wanted);
    await timer.wait(lookEveryMs);
  }
}

/** The state of a certificate. Undefined: the broker does not have it. */
export function stateOf(
  said: BrokerCredentials,
  thumbprint: string,
): BrokerCredentials['items'][number]['state'] | undefined {
  return itemOf(said, thumbprint)?.state;
}

/** Whether the broker got a token for this certificate since it read it. Another one may serve all the same. */
export function isAccepted(said: BrokerCredentials, thumbprint: string): boolean {
  return itemOf(said, thumbprint)?.acceptedAt !== undefined;
}

function itemOf(
  { items }: BrokerCredentials,
  thumbprint: string,
): BrokerCredentials['items'][number] | undefined {
  return items.find((item) => item.thumbprint === thumbprint);
}

function otherApplication(application: string): ConsentryError {
  return new ConsentryError('usage', {
    message: `The broker that was asked is the one of the application ${application}.`,
    remedy: 'Name the configuration and the address of the same broker, with --config and --url.',
  });
}

function notThere({ items, problems }: BrokerCredentials, wanted: string): ConsentryError {
  const found = items.map(({ name, thumbprint, state }) => `${name} ${thumbprint ?? ''} ${state}`);
  const wrong = problems.map(({ name, problem }) => `${name} ${problem}`);
  return new ConsentryError('credential_not_taken', {
    message: `The broker does not ${wanted}. It says: ${[...found, ...wrong].join('; ')}.`,
  });
}
