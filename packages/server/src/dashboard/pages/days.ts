const dayMs = 24 * 60 * 60 * 1000;

/** A day as a date field has it. @param now epoch milliseconds */
export function inDays(days: number, now: number): string {
  return new Date(now + days * dayMs).toISOString().slice(0, 10);
}

/** The end of a day that somebody chose, in the form of the API. Undefined: none was; `wrong`: it is over, or no day. */
export function endOfDay(text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const begin = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // A NaN is not after anything.
  return begin + dayMs > now ? new Date(begin + dayMs).toISOString() : 'wrong';
}
