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
   * @throws ConsentryError `api_throttled`, at once, when that is not long enough; it says how long it takes
   */
  enter(call: LimitedCall, patienceMs: number): Promise<void>;
  /** True while the API wants to be left alone: for a call that did something else between {@link enter} and leaving. */
  isResting(call: LimitedCall): boolean;
  /**
   * The API wants to be left alone for so long. Nobody says of whose calls it had too many, unless it is `scope`: so it rests for
   * this customer, and for the partner as a whole where a second customer meets it before any other call has passed.
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

  const restMs = (call: LimitedCall): number =>
    Math.max(...placesOf(call).map((place) => restingUntil.get(place) ?? 0)) - timer.elapsed();

  return {
    async enter(call, patienceMs) {
      const giveUpAt = timer.elapsed() + patienceMs;
      const counted = limitsOf(call).map(([key, limit]) => windowOf(key, limit));
      for (;;) {
        const now = timer.elapsed();
        const waitMs = Math.ceil(Math.max(restMs(call), ...counted.map((window) => window.waitMs(now))));
        if (waitMs <= 0) {
          for (const window of counted) window.count(now);
          return;
        }
        if (now + waitMs > giveUpAt) throw new ConsentryError('api_throttled', { retryAfterMs: waitMs });
        await timer.wait(waitMs);
      }
    },
    isResting: (call) => restMs(call) > 0,
    rest(call, ms, scope) {
      const [customer, partner, application] = placesOf(call);
      const isOfOthersToo = (suspects.get(partner) ?? customer) !== customer;
      suspects.set(partner, customer);
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
