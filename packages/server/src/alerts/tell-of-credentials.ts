import type { Clock, CredentialWatch, Timer } from '@consentry/core';
import type { Problem } from '../config/report.ts';
import { nothingToDo } from './alert.ts';
import type { Tell } from './alerts.ts';
import { steadyMs } from './trouble-watch.ts';

/** What becomes of our credentials, for people. */
export interface CredentialNews extends CredentialWatch {
  /** Their files changed, and these are used from now on. */
  replaced(names: readonly string[]): void;
  /** Their files changed, and cannot be used as they are. */
  unusable(problems: readonly Problem[]): void;
  /** Tells what has held for long enough; to be called every few seconds. */
  look(): void;
}

export interface CredentialNewsDeps {
  readonly clock: Clock;
  readonly timer: Pick<Timer, 'elapsed'>;
  readonly tell: Tell;
}

interface Acceptance {
  readonly name: string;
  readonly at: number;
  /** By the timer. */
  readonly since: number;
}

/**
 * Tells once that a credential of our application is refused, and once by which one it is accepted again: the same, or another
 * that stood ready. What one tenant says of it counts for all; so that a tenant that contradicts all others is one alert, an
 * acceptance counts when half a minute has brought no refusal.
 */
export function tellOfCredentials({ clock, timer, tell }: CredentialNewsDeps): CredentialNews {
  const told = new Set<string>();
  let accepted: Acceptance | undefined;
  return {
    refused({ name }, { message, remedy }) {
      accepted = undefined;
      if (told.has(name)) return;
      told.add(name);
      const detail = `${message} It is ${name}. Unless another one serves, no partner gets new tokens; no grant is marked for it.`;
      const at = clock.now();
      tell({ type: 'credential.refused', at, about: [name, at], code: 'client_credential', detail, remedy });
    },
    chosen({ name }) {
      accepted = { name, at: clock.now(), since: timer.elapsed() };
    },
    replaced(names) {
      // Of these nobody has said anything yet.
      told.clear();
      accepted = undefined;
      const at = clock.now();
      const detail = `Their files changed. From now on the broker uses, in this order: ${names.join('; ')}.`;
      tell({ type: 'credential.changed', at, about: [at, ...names], detail, remedy: nothingToDo });
    },
    unusable(problems) {
      const at = clock.now();
      const lines = problems.map(({ name, problem }) => `${name} ${problem}`);
      const detail = `The broker goes on with what it read before, and would not start with what is there now: ${lines.join('; ')}.`;
      const remedy = problems.map((one) => one.remedy).join(' ');
      tell({ type: 'credential.unusable', at, about: [at, ...lines], detail, remedy });
    },
    look() {
      if (accepted === undefined || timer.elapsed() - accepted.since < steadyMs) return;
      const { name, at } = accepted;
      accepted = undefined;
      told.delete(name);
      const detail = `The identity provider gave a token for ${name}.`;
      tell({ type: 'credential.accepted', at, about: [name, at], detail, remedy: nothingToDo });
    },
  };
}
