import type { Language } from './words/words.ts';

/** Numbers and instants as people of a language write them. Instants in UTC: nobody knows where the reader is. */
export interface Format {
  count(value: number): string;
  /** A share: `87.5%`, with the digit that Microsoft shows. */
  percent(value: number): string;
  /** A day and a time. @param at RFC 3339, or epoch milliseconds */
  instant(at: string | number): string;
  /** A day alone. */
  day(at: string | number): string;
  /** A day where there is little room. */
  shortDay(at: string | number): string;
  /** A length of time, in the largest unit that says it whole. */
  duration(ms: number): string;
  list(texts: readonly string[]): string;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const formats = new Map<Language, Format>();

/** Made once for each language: what `Intl` makes is dear. */
export function formatOf(language: Language): Format {
  const known = formats.get(language) ?? createFormat(language);
  formats.set(language, known);
  return known;
}

function createFormat(language: Language): Format {
  const dates = (options: Intl.DateTimeFormatOptions): ((at: string | number) => string) => {
    const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options });
    return (at) => {
      const date = new Date(at);
      return Number.isNaN(date.getTime()) ? String(at) : format.format(date);
    };
  };
  const instant = dates({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });
  const counts = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const lists = new Intl.ListFormat(language);
  return {
    count: (value) => counts.format(value),
    percent: (value) => percents.format(value / 100),
    instant: (at) => `${instant(at)} UTC`,
    day: dates({ dateStyle: 'long' }),
    shortDay: dates({ day: 'numeric', month: 'short' }),
    duration(ms) {
      const [unit, size] = units.find(([, length]) => ms >= length && ms % length === 0) ?? units[2];
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(ms / size);
    },
    list: (texts) => lists.format(texts),
  };
}
