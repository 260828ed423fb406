import { createInterface } from 'node:readline/promises';

/** Who sits at the terminal. */
export interface Person {
  /** False where nobody can be asked. */
  readonly isThere: boolean;
  /** Shows a question, and gives the line that is typed; empty when there is none. */
  ask(question: string): Promise<string>;
}

/** The one at standard input. Questions go to standard error: standard output is for the result. */
export const terminalPerson: Person = {
  get isThere() {
    return process.stdin.isTTY && process.stderr.isTTY;
  },
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      return await Promise.race([lines.question(question), ended]);
    } finally {
      lines.close();
    }
  },
};
