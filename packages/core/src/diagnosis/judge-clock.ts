/** How well two clocks agree. */
export type ClockHealth = 'not_measured' | 'ok' | 'warning' | 'wrong';

const warningMs = 60_000;
/** As much as the checks of an id_token bear. */
const wrongMs = 300_000;

/** @param differenceMs undefined until it was measured */
export function judgeClock(differenceMs: number | undefined): ClockHealth {
  if (differenceMs === undefined) return 'not_measured';
  const apartMs = Math.abs(differenceMs);
  if (apartMs > wrongMs) return 'wrong';
  return apartMs > warningMs ? 'warning' : 'ok';
}
