import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { readFlags } from './flags.ts';
import { renderHelp, renderOverview } from './help.ts';
import type { Refused } from './refuse.ts';
import type { CommandGroup, CommandUsage, OptionUsage, Typed } from './usage.ts';

/** Carries out a command that was understood. */
export type Carry = (path: string, usage: CommandUsage, typed: Typed) => Promise<void>;

/** What was typed is no command. `refuse` says so in words. */
export class NotUnderstood extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super('the command line was not understood', { cause: refused.error });
    this.refused = refused;
  }
}

interface ProgramOptions {
  readonly groups: readonly CommandGroup[];
  readonly version: string;
  readonly carry: Carry;
}

/**
 * Makes the parser. The file of the command that is asked for is loaded, and of no other: the rest are names.
 *
 * Its `parseAsync` throws `CommanderError` with exit code 0 once help or the version is shown, `NotUnderstood`, and what the command throws.
 */
export async function createProgram(
  args: readonly string[],
  { groups, version, carry }: ProgramOptions,
): Promise<Command> {
  const program = new Command('consentry')
    .version(version, '-V, --version')
    // `sweep` is a command and has some: what stands behind `sweep list` is the list's.
    .enablePositionalOptions()
    .helpCommand(false)
    .configureHelp({ formatHelp: () => renderOverview(groups, version) })
    // What is refused is said once, by whoever catches it.
    .configureOutput({ writeErr: () => undefined });
  const asked = args.find((arg) => !arg.startsWith('-'));
  const names = groups.flatMap(({ commands }) => Object.keys(commands));
  refuseBy(program, { path: 'consentry', usage: {}, commands: names });
  for (const { commands } of groups) {
    for (const [name, { load }] of Object.entries(commands)) {
      const command = program.command(name);
      if (name === asked) declare(command, `consentry ${name}`, (await load()).usage, carry);
    }
  }
  return program;
}

function declare(command: Command, path: string, usage: CommandUsage, carry: Carry): void {
  const { argument, options = [], load, commands = {} } = usage;
  command.configureHelp({ formatHelp: () => renderHelp(path, usage) });
  refuseBy(command, { path, usage, commands: Object.keys(commands) });
  if (argument !== undefined) command.argument(argument.form);
  for (const option of options) command.addOption(createOption(option));
  if (load !== undefined) {
    command.option('--json');
    command.action(async (...given: unknown[]) => {
      await carry(path, usage, { options: command.opts(), argument: argument && given[0] });
    });
  }
  for (const [name, own] of Object.entries(commands)) {
    declare(command.command(name), `${path} ${name}`, own, carry);
  }
}

function refuseBy(command: Command, refused: Omit<Refused, 'error'>): void {
  command.exitOverride((error: CommanderError) => {
    throw error.exitCode === 0 ? error : new NotUnderstood({ ...refused, error });
  });
}

function createOption(usage: OptionUsage): Option {
  const { kind, isList } = readFlags(usage.flags);
  const option = new Option(usage.flags).makeOptionMandatory(usage.required === true);
  if (usage.default !== undefined) option.default(usage.default);
  if (usage.conflicts !== undefined) option.conflicts([...usage.conflicts]);
  if (usage.repeats === true) option.argParser(collect);
  else if (kind !== undefined && !isList) option.argParser(once());
  return option;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Of two values the parser would take the second and say nothing. */
function once() {
  let isThere = false;
  return (value: string): string => {
    if (isThere) throw new InvalidArgumentError('');
    isThere = true;
    return value;
  };
}
