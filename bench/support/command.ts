import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compileCache } from './compile-cache.ts';
import { nodeFor } from './cores.ts';

export const launcher = fileURLToPath(new URL('../../packages/cli/bin/consentry.mjs', import.meta.url));

/** How long a run of Node.js takes to its end, milliseconds. @throws Error when it does not end well */
export async function timeOf(args: readonly string[]): Promise<number> {
  const { program, args: before } = nodeFor('server');
  const startedAt = performance.now();
  const child = spawn(program, [...before, ...args], {
    env: { ...process.env, ...compileCache },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - startedAt;
}

/** How long `consentry serve` takes until it listens, milliseconds. It is stopped then. */
export async function timeToReady(configFile: string): Promise<number> {
  const { program, args } = nodeFor('server');
  const startedAt = performance.now();
  const child = spawn(program, [...args, launcher, 'serve', '--json', '--config', configFile], {
    env: { ...process.env, ...compileCache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([once(child.stdout, 'data'), ended]);
  const tookMs = performance.now() - startedAt;
  if (!Buffer.isBuffer(first[0])) throw new Error('the broker did not start');
  child.kill('SIGTERM');
  await ended;
  return tookMs;
}

/** A start of Node.js that does nothing. */
export const bareNode = ['--eval', '0'] as const;
