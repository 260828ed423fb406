import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository } from '../../scripts/build/workspaces.ts';
import { compileCache } from './compile-cache.ts';
import { nodeFor } from './cores.ts';

/** Where `bench.ts` builds the command as it is published. */
export const builtFolder = join(repository, 'node_modules', '.cache', 'bench-command');

/** The command as an installation has it. */
export const launcher = join(builtFolder, 'bin', 'consentry.mjs');

/** The command from source, as it runs in the repository. */
export const sourceLauncher = join(repository, 'packages', 'cli', 'bin', 'consentry.mjs');

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

/** A start of Node.js that does nothing. */
export const bareNode = ['--eval', '0'] as const;
