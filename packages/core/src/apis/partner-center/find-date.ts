/**
 * Reads a date of Partner Center: with a zone, without one (which means UTC), with up to seven digits of a second, of a day
 * alone, or with stray blanks.
 *
 * @returns epoch milliseconds; undefined for what is no date, and for the first and last days of time, which stand for none
 * @see Partner Center REST, "Service request resources" and "Fraud events" (2023-10)
 */
export function findDate(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.replace(/\s+/g, '');
  const match = /^(\d{4}-\d{2}-\d{2})(?:T?(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text);
  if (match === null) return undefined;
  const [, day = '', time = '00:00:00', fraction = '', zone = 'Z'] = match;
  if (day.startsWith('0001-01-01') || day.startsWith('9999-12-31')) return undefined;
  const at = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}
