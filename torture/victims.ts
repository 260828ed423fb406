import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Orders, Report, Rest } from './messages.ts';

const program = fileURLToPath(new URL('victim.ts', import.meta.url));

/** A broker in a process of its own. */
export interface Victim {
  readonly pid: number;
  isAlive(): boolean;
  /** Resolves when it has opened its store and callers ask; or when it is dead. */
  work(orders: Orders): Promise<void>;
  report(): Promise<Report | undefined>;
  rest(rest: Rest): void;
  send(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void;
  /** What ended it: a signal, or an exit code. */
  readonly ended: Promise<string>;
}

/** Starts one; it loads its program at once, and opens nothing before it has its orders. */
export function startVictim(args: readonly string[] = []): Victim {
  const child = fork(program, [], { execArgv: [...args], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  let asked: Promise<Report | undefined> | undefined;
  const ask = async (): Promise<Report | undefined> => {
    const told = hear(child, 'report');
    child.send('report', ignore);
    const answer = await Promise.race([told, ended]);
    return typeof answer === 'object' ? answer : undefined;
  };
  return {
    pid: child.pid ?? 0,
    isAlive,
    ended,
    async work(orders) {
      const working = hear(child, 'working');
      child.send(orders);
      await Promise.race([working, ended]);
    },
    async report() {
      if (!isAlive() || !child.connected) return undefined;
      // One that is stopped answers the first question when it goes on, and was asked no other.
      asked ??= ask().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    rest(rest) {
      if (isAlive() && child.connected) child.send(rest, ignore);
    },
    send: (signal) => void child.kill(signal),
  };
}

async function hear(child: ChildProcess, what: 'working' | 'report'): Promise<Report | undefined> {
  return new Promise((resolve) => {
    const listen = (message: 'working' | Report): void => {
      if ((what === 'working') !== (message === 'working')) return;
      child.off('message', listen);
      resolve(message === 'working' ? undefined : message);
    };
    child.on('message', listen);
  });
}

/** It may die between the look and the question; that it is dead is heard otherwise. */
function ignore(): void {
  // Nothing is to be done.
}
