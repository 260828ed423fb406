import { visible } from '@consentry/core';

/** Words of somebody else, such as a name from a tenant: what would act is seen instead, and what is too long is cut. */
export function words(text: string, most = 120): string {
  return visible(text, most);
}

const dayAndTime = late(
  () =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    }),
);

/** An instant for people, in UTC, because the server does not know where they are. @param at epoch milliseconds or ISO 8601 */
export function when(at: number | string): string {
  return `${dayAndTime().format(typeof at === 'string' ? Date.parse(at) : at)} UTC`;
}

const relative = late(() => new Intl.RelativeTimeFormat('en', { numeric: 'always' }));
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How far an instant lies before or after now, in the largest unit that fits: “3 days ago”, “in 20 minutes”. */
export function fromNow(at: number | string, now: number): string {
  const away = (typeof at === 'string' ? Date.parse(at) : at) - now;
  const [unit, ms] = units.find(([, length]) => Math.abs(away) >= length) ?? units[2];
  const steps = Math.trunc(away / ms);
  return steps === 0 ? 'just now' : relative().format(steps, unit);
}

const whole = late(() => new Intl.NumberFormat('en'));

/** A number for people. */
export function count(value: number): string {
  return whole().format(value);
}

/** A count with its noun. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** What `Intl` makes is dear, and most brokers show no page with it. */
function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
