import { Command, Option } from 'commander';
import type { Run } from '../run.ts';
import type { CommandGroup, CommandUsage, OptionUsage } from './usage.ts';

/**
 * Makes the parser. The file of the command that is asked for is loaded, and of no other: the rest are names.
 * @param groups the table of commands
 */
export async function createProgram(
  args: readonly string[],
  { groups, version }: { readonly groups: readonly CommandGroup[]; readonly version: string },
): Promise<Command> {
  const program = new Command('consentry')
    .description('One consent with MFA, any customer, any Microsoft API.')
    .version(version)
    .exitOverride()
    // `sweep` is a command and has some: what stands behind `sweep list` is the list's.
    .enablePositionalOptions()
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', '\nTry it: consentry demo, or consentry up to click through it yourself.');
  const asked = args.find((arg) => !arg.startsWith('-'));
  for (const { title, commands } of groups) {
    for (const [name, { line, load }] of Object.entries(commands)) {
      const command = program.command(name).helpGroup(`${title}:`);
      if (name === asked) declare(command, (await load()).usage);
      else command.description(line);
    }
  }
  return program;
}

function declare(command: Command, usage: CommandUsage): void {
  const { summary, argument, options = [], examples, exits, load, commands = {} } = usage;
  command.description(summary);
  if (argument !== undefined) command.argument(argument.form, argument.text);
  for (const option of options) command.addOption(createOption(option));
  if (load !== undefined) {
    command.option('--json', 'print one line of JSON');
    const name = argument?.form.replaceAll(/[^a-z-]/g, '');
    command.action(async (...given: unknown[]) => {
      const [value] = given;
      await run(load, { ...command.opts(), ...(name !== undefined && { [name]: value }) });
    });
  }
  if (examples !== undefined) command.addHelpText('after', ['', 'Examples:', ...examples].join('\n  '));
  if (exits !== undefined) command.addHelpText('after', `\nExit codes: ${exits}`);
  for (const [name, of] of Object.entries(commands)) declare(command.command(name), of);
}

function createOption({ flags, text, ...usage }: OptionUsage): Option {
  const option = new Option(flags, text).makeOptionMandatory(usage.required === true);
  if (usage.default !== undefined) option.default(usage.default);
  if (usage.choices !== undefined) option.choices(usage.choices);
  if (usage.conflicts !== undefined) option.conflicts([...usage.conflicts]);
  if (usage.repeats === true) {
    option.argParser<readonly string[] | undefined>((value, before = []) => [...before, value]);
  }
  return option;
}

async function run(
  load: NonNullable<CommandUsage['load']>,
  options: { readonly json?: boolean },
): Promise<void> {
  const [command, { createOutput }] = await Promise.all([load(), import('../terminal/output.ts')]);
  // What the usage declares is what the command takes.
  await (command as Run<object>)(options, createOutput({ json: options.json === true }));
}
