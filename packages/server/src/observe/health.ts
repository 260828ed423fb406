import { type ClockHealth, ConsentryError, judgeClock, type SigningKeys } from '@consentry/core';
import type { Log } from '../log.ts';
import type { Observer } from './observer.ts';

/** What is known of the parts without asking anybody. */
export interface Health {
  clock(): ClockHealth;
  /** + where the identity provider’s clock is before ours, milliseconds. Undefined until it was measured. */
  clockDifferenceMs(): number | undefined;
  hasSigningKeys(): boolean;
  eventLoop(): 'ok' | 'late';
  consents(): 'ready' | 'no_signing_keys' | 'clock_differs';
  /** False from a failure of the vault until it was found to work again. */
  isVaultFailing(): boolean;
  /** @throws ConsentryError `clock_differs` */
  requireClock(): void;
  /** Says in the log what became worse or well since it was called last. */
  report(): void;
}

export interface HealthDeps {
  readonly observer: Pick<Observer, 'clockDifference' | 'loop' | 'vaultHealth'>;
  readonly signingKeys: Pick<SigningKeys, 'fetchedAt'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}

const lateMs = 1_000;

export function createHealth({ observer, signingKeys, log }: HealthDeps): Health {
  const { clockDifference, loop, vaultHealth } = observer;
  let reported: ClockHealth = 'not_measured';
  const clock = (): ClockHealth => judgeClock(clockDifference.find());
  const apartSeconds = (): number => Math.round((clockDifference.find() ?? 0) / 1000);
  return {
    clock,
    clockDifferenceMs: () => clockDifference.find(),
    hasSigningKeys: () => signingKeys.fetchedAt() !== undefined,
    eventLoop: () => (loop.lateMs() >= lateMs ? 'late' : 'ok'),
    consents() {
      if (clock() === 'wrong') return 'clock_differs';
      return signingKeys.fetchedAt() === undefined ? 'no_signing_keys' : 'ready';
    },
    isVaultFailing: () => vaultHealth.isFailing(),
    requireClock() {
      if (clock() !== 'wrong') return;
      const differenceSeconds = apartSeconds();
      throw new ConsentryError('clock_differs', {
        message: `The broker’s clock and the identity provider’s differ by ${Math.abs(differenceSeconds)} s.`,
        facts: { differenceSeconds },
      });
    },
    report() {
      const now = clock();
      if (now === reported) return;
      const fields = { differenceSeconds: apartSeconds() };
      if (now === 'wrong') log.error(fields, 'the clock of this machine is wrong: nobody can consent');
      if (now === 'warning') log.warn(fields, 'the clock of this machine and the identity provider’s differ');
      if (now === 'ok' && reported !== 'not_measured') log.info(fields, 'the clock is right again');
      reported = now;
    },
  };
}
