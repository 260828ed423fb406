import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { createProgram } from './command-line/create-program.ts';
import { commandGroups } from './usage/command-table.ts';

/**
 * Runs the command and sets the exit code: 0 when it did what it was asked, 2 when the command or the
 * configuration is wrong, 1 for everything else. A command may set another one itself.
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(args, { groups: commandGroups, version: manifest.version });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : await report(error, args);
  }
}

async function report(error: unknown, args: readonly string[]): Promise<number> {
  const { reportError } = await import('./terminal/output.ts');
  return reportError(error, args.includes('--json'));
}
