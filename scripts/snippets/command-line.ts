import type { Command } from 'commander';
import { createProgram } from '../../packages/cli/src/main.ts';
import { readCommands } from './shell.ts';

/** The arguments of each `consentry` and `npx consentry` of a statement. */
export function readOwnCommands(statement: string): readonly (readonly string[])[] {
  return readCommands(statement).flatMap((words) => {
    const [first, second] = words;
    if (first === 'consentry') return [words.slice(1)];
    return first === 'npx' && second === 'consentry' ? [words.slice(2)] : [];
  });
}

/**
 * Reads arguments as the command itself does, and runs nothing. Where `…` stands for arguments that a page leaves out, what is missing is
 * no mistake.
 *
 * @returns what is wrong with them; undefined where nothing is
 */
export function findMistake(args: readonly string[]): string | undefined {
  const isWhole = !args.includes('…');
  let command = createProgram().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  let rest = isWhole
    ? args
    : args.filter((word, at) => word !== '…' || args[at - 1]?.startsWith('--') === true);
  for (let next = findCommand(command, rest[0]); next !== undefined; next = findCommand(command, rest[0])) {
    command = next;
    rest = rest.slice(1);
  }
  if (rest.includes('--help')) return undefined;
  try {
    return compare(command, rest, isWhole);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function findCommand(command: Command, name: string | undefined): Command | undefined {
  return command.commands.find((one) => one.name() === name || one.aliases().includes(name ?? ''));
}

function compare(command: Command, args: readonly string[], isWhole: boolean): string | undefined {
  const { operands, unknown } = command.parseOptions([...args]);
  const [stranger] = unknown;
  if (stranger !== undefined) return `${command.name()} has no option ${stranger}`;
  const wanted = command.registeredArguments;
  const most = wanted.some(({ variadic }) => variadic) ? Infinity : wanted.length;
  if (operands.length > most) return `${command.name()} does not take ${operands.join(' ')}`;
  if (!isWhole) return undefined;
  if (operands.length < wanted.filter(({ required }) => required).length)
    return `${command.name()} wants arguments`;
  if (command.commands.length > 0 && wanted.length === 0) return `${command.name()} is no command`;
  const values: Record<string, unknown> = command.opts();
  const missing = command.options.find((one) => one.mandatory && values[one.attributeName()] === undefined);
  return missing === undefined ? undefined : `${command.name()} wants ${missing.flags}`;
}
