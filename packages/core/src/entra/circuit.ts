import type { ConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';
import { toldAgain } from './resting.ts';

/** What a request ended with, as far as a circuit is concerned. */
export type Outcome =
  /** The other side answered, whatever it said. */
  | { readonly kind: 'answered' }
  /** One more sign that it is out of order. */
  | { readonly kind: 'failed'; readonly error: ConsentryError }
  /** It asked for a rest. */
  | { readonly kind: 'told_to_wait'; readonly error: ConsentryError; readonly waitMs: number }
  /** Nothing was learned: the request was not made, or what went wrong was our own. */
  | { readonly kind: 'nothing' };

/** Keeps requests away from what is out of order, or asked to be left alone. One circuit for each key. */
export interface Circuits {
  /** @throws ConsentryError the refusal that it rests for, with the time that is left */
  refuseWhileResting(key: string): void;
  /**
   * Lets a request through, and after a circuit was open a single one at first: its outcome decides for the others.
   * Whoever was let through must report.
   * @throws ConsentryError as {@link Circuits.refuseWhileResting}
   */
  enter(key: string): (outcome: Outcome) => void;
}

export interface CircuitRules {
  /** It opens after so many failures … */
  readonly failures: number;
  /** … within this time … */
  readonly withinMs: number;
  /** … and stays open for this long. */
  readonly openMs: number;
}

export interface CircuitsInput extends CircuitRules {
  readonly timer: Pick<Timer, 'elapsed'>;
  /** Told when a key begins to rest, and for how long. */
  readonly rests: (key: string, error: ConsentryError, forMs: number) => void;
}

interface State {
  failedAt: number[];
  /** By the timer. */
  restUntil: number;
  refusal: ConsentryError;
  /** `open`: a single request tries first, once the rest is over. */
  isOpen: boolean;
  isTrying: boolean;
}

/** Only what is in trouble has a state. Beyond this many the oldest is forgotten. */
const limit = 10_000;
/** For those who come while a single request tries. */
const whileTryingMs = 1_000;

export function createCircuits({ timer, rests, ...rules }: CircuitsInput): Circuits {
  const states = new Map<string, State>();

  const refuseWhileResting = (key: string): void => {
    const state = states.get(key);
    if (state === undefined) return;
    const leftMs = state.restUntil - timer.elapsed();
    if (leftMs > 0) throw toldAgain(state.refusal, leftMs);
    if (state.isTrying) throw toldAgain(state.refusal, whileTryingMs);
  };

  const rest = (key: string, state: State, error: ConsentryError, forMs: number): void => {
    state.refusal = error;
    state.restUntil = Math.max(state.restUntil, timer.elapsed() + forMs);
    rests(key, error, forMs);
  };

  const stateFor = (key: string, refusal: ConsentryError): State => {
    const known = states.get(key);
    if (known !== undefined) return known;
    const state = {
      failedAt: [],
      restUntil: Number.NEGATIVE_INFINITY,
      refusal,
      isOpen: false,
      isTrying: false,
    };
    states.set(key, state);
    const oldest = states.keys().next();
    if (states.size > limit && oldest.done !== true) states.delete(oldest.value);
    return state;
  };

  const fail = (key: string, error: ConsentryError): void => {
    const state = stateFor(key, error);
    const now = timer.elapsed();
    state.failedAt = [...state.failedAt.filter((at) => now - at < rules.withinMs), now];
    if (!state.isOpen && state.failedAt.length < rules.failures) return;
    // Those that were under way when it opened do not make it longer.
    if (state.isOpen && now < state.restUntil) return;
    state.isOpen = true;
    rest(key, state, error, rules.openMs);
  };

  return {
    refuseWhileResting,
    enter(key) {
      refuseWhileResting(key);
      const state = states.get(key);
      const isTrial = state?.isOpen === true;
      if (isTrial) state.isTrying = true;
      return (outcome) => {
        if (isTrial) state.isTrying = false;
        if (outcome.kind === 'answered') states.delete(key);
        if (outcome.kind === 'failed') fail(key, outcome.error);
        if (outcome.kind === 'told_to_wait') {
          rest(key, stateFor(key, outcome.error), outcome.error, outcome.waitMs);
        }
      };
    },
  };
}
