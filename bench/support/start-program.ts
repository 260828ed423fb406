import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compileCache } from './compile-cache.ts';
import { nodeFor, type Part } from './cores.ts';

/** A program of `bench/programs` in a process of its own. It ends when this process does. */
export interface Program<Ready> {
  readonly ready: Ready;
  readonly pid: number;
  /** Asks by one message, and takes the next one for the answer: one question at a time. */
  ask<Answer>(question: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface ProgramOptions {
  readonly part: Part;
  /** What it is told before it starts. Not an argument: arguments are seen by everybody on the machine. */
  readonly orders?: object;
  readonly nodeArgs?: readonly string[];
}

/** Starts a program, and waits for what it says when it is ready. */
export async function startProgram<Ready>(
  file: string,
  { part, orders = {}, nodeArgs = [] }: ProgramOptions,
): Promise<Program<Ready>> {
  const { program, args } = nodeFor(part);
  const child = fork(join(import.meta.dirname, '../programs', file), [], {
    execPath: program,
    execArgv: [...args, ...nodeArgs],
    env: { ...process.env, ...compileCache },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = listen(child, file);
  child.send(orders);
  const ready = (await answer()) as Ready;
  return {
    ready,
    pid: child.pid ?? 0,
    async ask<Answer>(question: string) {
      child.send(question);
      return (await answer()) as Answer;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** @returns what waits for the next message, and fails when the program ends before it */
function listen(child: ChildProcess, file: string): () => Promise<unknown> {
  return () =>
    new Promise((resolve, reject) => {
      const end = (code: number | null): void => reject(new Error(`${file} ended with ${code}`));
      child.once('exit', end);
      child.once('message', (message) => {
        child.off('exit', end);
        resolve(message);
      });
    });
}
