import { constants } from 'node:os';

/** Ends the process on Ctrl-C and on SIGTERM, and says first how to go on. */
export interface Ending extends Disposable {
  /** What is said from now on. Undefined: somebody else ends the process in order. */
  say(words: (() => string) | undefined): void;
}

const endings = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof endings)[number];

/**
 * Until it is disposed of, the first signal ends the process, with 128 and its number as shells have it. Nothing is waited for: a file is
 * written beside its place and removed on `exit`, a store stands whatever ends the process, and a broker that was asked goes on.
 * Windows knows Ctrl-C, and no SIGTERM: there that ends the process without words.
 *
 * @param words where things stand then, and how to go on
 */
export function endOnSignal(words: string | undefined, on: NodeJS.Process = process): Ending {
  let said: (() => string) | undefined = words === undefined ? () => '' : () => words;
  const end = (signal: Signal): void => {
    if (said === undefined) return;
    const text = said();
    // On a line of its own, behind the ^C that the terminal shows.
    if (text !== '') on.stderr.write(`${on.stderr.isTTY ? '\n' : ''}${text}\n`);
    on.exit(128 + constants.signals[signal]);
  };
  for (const signal of endings) on.on(signal, end);
  return {
    say(next) {
      said = next;
    },
    [Symbol.dispose]() {
      for (const signal of endings) on.off(signal, end);
    },
  };
}
