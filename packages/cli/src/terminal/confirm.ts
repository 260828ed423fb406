import { createInterface } from 'node:readline/promises';
import { ConsentryError } from '@consentry/core';

/**
 * Asks the person at the terminal to type a word, before something is done that nobody can undo.
 *
 * @param given what the person wrote in the command already; it counts as typed
 * @throws ConsentryError `not_confirmed`: another word was typed, or nobody can be asked
 */
export async function confirm(
  question: string,
  word: string,
  given: string | undefined,
  remedy: string,
): Promise<void> {
  if (given === undefined && !process.stdin.isTTY)
    throw new ConsentryError('not_confirmed', { message: question, remedy });
  const typed = given ?? (await ask(`${question}\nType ${word} to confirm: `));
  if (typed !== word) throw new ConsentryError('not_confirmed', { message: 'Nothing was done.', remedy });
}

async function ask(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(text)).trim();
  } finally {
    terminal.close();
  }
}
