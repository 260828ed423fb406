import { plain } from './plain.ts';

/**
 * The name of a file as a message may say it. One that is in no folder and is longer than an id may be a key that was given in the
 * place of its file: it is not repeated.
 */
export function shownPath(path: string): string {
  return path.length <= 36 || /[/\\]/.test(path) ? plain(path) : 'that was named';
}
