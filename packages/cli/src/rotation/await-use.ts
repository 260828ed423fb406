import { type Clock, ConsentryError } from '@consentry/core';
import {
  type AskBroker,
  type AwaitBrokerDeps,
  awaitBroker,
  type BrokerCredentials,
  isAccepted,
  stateOf,
} from './await-broker.ts';

export interface AwaitUseDeps extends AwaitBrokerDeps {
  readonly clock: Clock;
  /** Lets the broker prove itself, where nobody asks it for anything. */
  readonly proveBroker: AskBroker;
  /** Lets the broker begin with the new certificate anew: what it was refused for is forgotten. */
  readonly beginAnew: () => Promise<void>;
}

/** Between two times that it is asked to prove itself. */
const proveEveryMs = 20_000;

/**
 * Waits until the broker got a token for the new certificate, by whatever it was asked for or by proving itself in the
 * application's own tenant. A tenant that refuses it meanwhile is served by the old one.
 * @throws ConsentryError as `awaitBroker`, and those of the token endpoint
 */
export async function awaitUse(deps: AwaitUseDeps, thumbprint: string): Promise<void> {
  const { timer, proveBroker } = deps;
  let provenAt: number | undefined;
  const isInUse = async (said: BrokerCredentials): Promise<boolean> => {
    if (isAccepted(said, thumbprint)) return true;
    if (stateOf(said, thumbprint) === undefined) return false;
    if (provenAt !== undefined && timer.elapsed() - provenAt < proveEveryMs) return false;
    provenAt = timer.elapsed();
    return isAccepted(await proveBroker(), thumbprint);
  };
  await awaitBroker(deps, isInUse, 'get a token with the new certificate');
}

/** A minute: a machine that slept, or whose clock was set, waits no longer for it. */
const stretchMs = 60_000;
const mostAttempts = 3;

/**
 * Waits while every tenant that the broker asks still falls back on the old certificate. Where one refused the new one, the
 * time begins anew.
 * @param from epoch milliseconds; `begins` is told a later one
 * @throws ConsentryError `credential_not_taken`: a tenant goes on refusing it; as `awaitUse`
 */
export async function awaitSettling(
  deps: AwaitUseDeps,
  thumbprint: string,
  { from, settleMs, begins }: Settling,
): Promise<void> {
  let since = from;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    // A clock that was set back makes no settling longer than it is.
    const endsAt = Math.min(since, deps.clock.now()) + settleMs;
    for (let leftMs = endsAt - deps.clock.now(); leftMs > 0; leftMs = endsAt - deps.clock.now()) {
      await deps.timer.wait(Math.min(leftMs, stretchMs));
    }
    const isServing = stateOf(await deps.askBroker(), thumbprint) === 'serving';
    if (!isServing) await deps.beginAnew();
    await awaitUse(deps, thumbprint);
    if (isServing) return;
    since = deps.clock.now();
    await begins(since);
  }
  throw new ConsentryError('credential_not_taken', {
    message:
      'A tenant at Microsoft goes on refusing the new certificate. The broker serves it by the old one.',
    remedy: 'Run the command again later: it goes on from here. Or give the rotation up, with --give-up.',
  });
}

export interface Settling {
  readonly from: number;
  readonly settleMs: number;
  /** The time runs from here. */
  begins(at: number): Promise<void>;
}
