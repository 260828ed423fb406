import type { Words } from './words/words.ts';

/** An instant for people: in UTC, because the server does not know where they are. */
export function formatInstant(words: Pick<Words, 'language'>, at: number): string {
  const format = new Intl.DateTimeFormat(words.language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
    hourCycle: 'h23',
  });
  return `${format.format(at)} UTC`;
}
