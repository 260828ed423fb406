const shortestMs = 1_000;
const defaultMs = 60_000;
const longestMs = 3_600_000;
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a throttled caller waits. Seconds and dates are obeyed between one second and one hour; a date is
 * measured against the answer's own `Date`, so that a wrong clock of ours does not matter. Without a readable
 * header it is a minute.
 * @param headers Of the answer, names in lower case.
 * @param now Epoch milliseconds; for an answer without `Date`.
 * @returns Milliseconds.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now?: number): number {
  const header = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,15}$/.test(header)) return bounded(Number(header) * 1000);
  const until = readHttpDate(header);
  const from = readHttpDate(headers['date'] ?? '') ?? now;
  return until === undefined || from === undefined ? defaultMs : bounded(until - from);
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, shortestMs), longestMs);
}

function readHttpDate(text: string): number | undefined {
  const instant = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
