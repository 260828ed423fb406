import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { ConsentryError } from '@consentry/core';

/** Who sits at the terminal. */
export interface Person {
  /** False where nobody can be asked. */
  readonly isThere: boolean;
  /** Shows a question, and gives the line that is typed; empty when there is none: Ctrl-D and Ctrl-C are no answer. */
  ask(question: string): Promise<string>;
}

/** Something to be confirmed before it is done, for nobody can undo it. */
export interface Question {
  readonly text: string;
  /** To be typed. */
  readonly word: string;
  /** What the person wrote in the command already; it counts as typed. */
  readonly given?: string | undefined;
  /** How it is confirmed where nobody can be asked. */
  readonly remedy: string;
}

/** @throws ConsentryError `not_confirmed`: another word was typed, or none, or nobody can be asked */
export async function confirm(
  { text, word, given, remedy }: Question,
  person: Person = terminalPerson,
): Promise<void> {
  if (given === undefined && !person.isThere)
    throw new ConsentryError('not_confirmed', { message: text, remedy });
  const typed = given ?? (await person.ask(`${text}\nType ${word} to confirm: `)).trim();
  if (typed !== word) throw new ConsentryError('not_confirmed', { message: 'Nothing was done.', remedy });
}

/** The one at standard input. Questions go to standard error: standard output is for the result. */
export const terminalPerson: Person = {
  get isThere() {
    return createPerson(process.stdin, process.stderr).isThere;
  },
  ask: (question) => createPerson(process.stdin, process.stderr).ask(question),
};

/** A person at the two ends of a terminal. */
export function createPerson(
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>,
  output: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>,
): Person {
  return {
    isThere: input.isTTY === true && output.isTTY === true,
    async ask(question) {
      const lines = createInterface({ input, output });
      // Ctrl-C, Ctrl-D and the end of what is typed close it: its question is then refused, or stays open, and that says a no.
      const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
      try {
        return await Promise.race([ended, lines.question(question)]);
      } finally {
        lines.close();
      }
    },
  };
}
