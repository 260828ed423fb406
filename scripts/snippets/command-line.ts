import { CommanderError } from 'commander';
import { createProgram, NotUnderstood } from '../../packages/cli/src/command-line/create-program.ts';
import { withHelp } from '../../packages/cli/src/command-line/with-help.ts';
import { commandGroups } from '../../packages/cli/src/usage/command-table.ts';
import { readCommands } from './shell.ts';

/** The arguments of each `consentry` and `npx consentry` of a statement. */
export function readOwnCommands(statement: string): readonly (readonly string[])[] {
  return readCommands(statement).flatMap((words) => {
    const [first, second] = words;
    if (first === 'consentry') return [words.slice(1)];
    return first === 'npx' && second === 'consentry' ? [words.slice(2)] : [];
  });
}

const groups = withHelp(commandGroups);

/** What is no mistake where `…` stands for arguments that a page leaves out. */
const leftOut: readonly string[] = ['commander.missingMandatoryOptionValue', 'commander.missingArgument'];

/**
 * Reads arguments as the command itself does, and runs nothing. Their values may be variables of the shell, and are not looked at.
 * @returns what is wrong with them; undefined where nothing is
 */
export async function findMistake(args: readonly string[]): Promise<string | undefined> {
  const isWhole = !args.includes('…');
  const words = isWhole
    ? args
    : args.filter((word, at) => word !== '…' || args[at - 1]?.startsWith('--') === true);
  try {
    const program = await createProgram(words, { groups, version: '0', carry: async () => undefined });
    program.configureOutput({ writeOut: () => undefined });
    for (const command of program.commands) command.configureOutput({ writeOut: () => undefined });
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error.message;
    if (!(error instanceof NotUnderstood)) throw error;
    const { code, message } = error.refused.error;
    return !isWhole && leftOut.includes(code) ? undefined : message;
  }
}
