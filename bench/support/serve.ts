import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { launcher } from './command.ts';
import { compileCache } from './compile-cache.ts';
import { nodeFor } from './cores.ts';
import type { BrokerReady } from './messages.ts';

/** `consentry serve` in a process of its own. */
export interface Serving {
  readonly ready: BrokerReady;
  /** From the command line until it listened, milliseconds. */
  readonly startedInMs: number;
  /** What of it is in memory, bytes. */
  residentMemory(): number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The launcher of the built command unless it is told otherwise. */
  readonly bin?: string;
  /** Where the log of each request goes, as a supervisor would write it; else only warnings are seen. */
  readonly logFile?: string;
}

/** Starts a broker as people do, and waits until it listens. @throws Error when it ends before */
export async function startServe(
  configFile: string,
  { bin = launcher, logFile }: ServeOptions = {},
): Promise<Serving> {
  const { program, args } = nodeFor('server');
  const log = logFile === undefined ? 'inherit' : openSync(logFile, 'a', 0o600);
  const level = logFile === undefined ? 'warn' : 'info';
  const startedAt = performance.now();
  const child = spawn(program, [...args, bin, 'serve', '--json', '--config', configFile], {
    env: { ...process.env, ...compileCache, CONSENTRY_LOG_LEVEL: level },
    stdio: ['ignore', 'pipe', log],
  });
  if (typeof log === 'number') closeSync(log);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [line] = await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended]);
  const startedInMs = performance.now() - startedAt;
  if (!Buffer.isBuffer(line)) throw new Error('the broker did not start');
  return {
    ready: JSON.parse(line.toString()) as BrokerReady,
    startedInMs,
    residentMemory: () => residentMemory(child.pid),
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** How long `consentry serve` takes until it listens, milliseconds. It is stopped then. */
export async function timeToReady(configFile: string, bin?: string): Promise<number> {
  const serving = await startServe(configFile, bin === undefined ? {} : { bin });
  await serving.close();
  return serving.startedInMs;
}

function residentMemory(pid: number | undefined): number {
  const text =
    process.platform === 'linux'
      ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kilobytes = Number(text);
  if (!(kilobytes > 0)) throw new Error(`nobody says how much memory the process ${pid} has`);
  return kilobytes * 1024;
}
