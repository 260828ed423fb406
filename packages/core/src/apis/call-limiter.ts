import { ConsentryError } from '../errors.ts';
import type { Timer } from '../ports.ts';
import type { ApiTarget } from './api-target.ts';
import { apiLimits, type CallLimit, type LimitName, operationLimits } from './call-limits.ts';
import { type CallWindow, createCallWindow } from './call-window.ts';

/** A call, as far as limits ask. */
export interface LimitedCall extends Pick<ApiTarget, 'resource' | 'partner' | 'customer'> {
  readonly limit?: LimitName | undefined;
}

/** Holds calls back ahead of an API's limits, and as long as an API asks to be left alone. Shared by all calls of a process. */
export interface CallLimiter {
  /**
   * Resolves when the call may leave; it is counted then.
   *
   * @param patienceMs how long it may wait
   * @param prepare what the call needs, such as a token. It is had first, for that takes time in which an API may ask for rest; where
   *   the call has to wait all the same, it is had again
   * @returns what `prepare` gave
   * @throws ConsentryError `api_throttled`, at once, when that is not long enough; it says how long it takes, and by the fact
   *   `heldBack` that nobody was asked. Whatever `prepare` throws
   */
  enter<Ready = undefined>(
    call: LimitedCall,
    patienceMs: number,
    prepare?: () => Promise<Ready>,
  ): Promise<Ready>;
  /**
   * The API wants to be left alone for so long. Nobody says of whose calls it had too many, unless it is `scope`: so it rests for
   * this customer, and for the partner as a whole where a second customer meets it for the first time before any other call has passed.
   */
  rest(call: LimitedCall, ms: number, scope?: 'application'): void;
  /** The API took a call. */
  passed(call: LimitedCall): void;
}

/** Beyond so many windows those in which nothing is counted any more are let go. */
const manyWindows = 20_000;

/** Memory of this process: each replica counts its own calls, and learns from the API what the others do. */
export function createCallLimiter(timer: Timer): CallLimiter {
  const windows = new Map<string, CallWindow>();
  const restingUntil = new Map<string, number>();
  /** Who was throttled last, of each partner and API, with no call passed since. */
  const suspects = new Map<string, string>();
  let forgetAt = manyWindows;

  const windowOf = (key: string, limit: CallLimit): CallWindow => {
    const known = windows.get(key);
    if (known !== undefined) return known;
    forgetPast();
    const window = createCallWindow(limit);
    windows.set(key, window);
    return window;
  };

  const forgetPast = (): void => {
    if (windows.size + restingUntil.size < forgetAt) return;
    const now = timer.elapsed();
    for (const [key, window] of windows) if (window.isEmpty(now)) windows.delete(key);
    for (const [key, until] of restingUntil) if (until <= now) restingUntil.delete(key);
    forgetAt = Math.max(manyWindows, 2 * (windows.size + restingUntil.size));
  };

  /** Anew each time: whoever waits does not keep a window that was let go meanwhile. */
  const windowsOf = (call: LimitedCall): readonly CallWindow[] =>
    limitsOf(call).map(([key, limit]) => windowOf(key, limit));

  const restMsOf = (call: LimitedCall): number => {
    const until = Math.max(...placesOf(call).map((place) => restingUntil.get(place) ?? 0));
    return Math.max(until - timer.elapsed(), 0);
  };

  const waitMsOf = (call: LimitedCall): number => {
    const now = timer.elapsed();
    return Math.max(restMsOf(call), ...windowsOf(call).map((window) => window.waitMs(now)));
  };

  return {
    async enter<Ready>(call: LimitedCall, patienceMs: number, prepare?: () => Promise<Ready>) {
      const giveUpAt = timer.elapsed() + patienceMs;
      for (;;) {
        const waitMs = waitMsOf(call);
        if (waitMs === 0) {
          const ready = await prepare?.();
          if (waitMsOf(call) > 0) continue;
          const now = timer.elapsed();
          for (const window of windowsOf(call)) window.count(now);
          return ready as Ready;
        }
        if (timer.elapsed() + waitMs > giveUpAt)
          throw new ConsentryError('api_throttled', {
            facts: { heldBack: true },
            retryAfterMs: Math.ceil(waitMs),
          });
        await timer.wait(Math.ceil(waitMs));
      }
    },
    rest(call, ms, scope) {
      const [customer, partner, application] = placesOf(call);
      // Who was throttled before may be so alone and for good: it says nothing of the others.
      const isWitness = !restingUntil.has(customer);
      const isOfOthersToo = isWitness && (suspects.get(partner) ?? customer) !== customer;
      if (isWitness) suspects.set(partner, customer);
      const place = scope === 'application' ? application : isOfOthersToo ? partner : customer;
      forgetPast();
      restingUntil.set(place, Math.max(timer.elapsed() + ms, restingUntil.get(place) ?? 0));
    },
    passed(call) {
      suspects.delete(placesOf(call)[1]);
    },
  };
}

/** Whose calls an API may have too many of: this customer's, the partner's, the application's. */
function placesOf({ resource, partner, customer }: LimitedCall): [string, string, string] {
  return [`${resource} ${partner} ${customer ?? ''}`, `${resource} ${partner}`, resource];
}

function limitsOf(call: LimitedCall): readonly (readonly [key: string, CallLimit])[] {
  const { resource, limit } = call;
  const known = apiLimits[resource].map((one, index) => [`${resource} ${index}`, one] as const);
  const limits = limit === undefined ? known : [...known, [limit, operationLimits[limit]] as const];
  return limits.map(([name, one]) => [one.of === 'application' ? name : `${name} ${placesOf(call)[0]}`, one]);
}
