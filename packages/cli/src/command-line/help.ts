import { commonExits, type ExitCode, exitCodes } from './exit-codes.ts';
import { readFlags } from './flags.ts';
import type { CommandGroup, CommandUsage, OptionUsage } from './usage.ts';
import { wrap, wrapCommand, wrapRows } from './wrap.ts';

type Rows = readonly (readonly [name: string, text: string])[];

/** All commands, a line each, under what people want of them. */
export function renderOverview(groups: readonly CommandGroup[], version: string): string {
  const width = Math.max(
    ...groups.flatMap(({ commands }) => Object.keys(commands).map(({ length }) => length)),
  );
  const lines = groups.flatMap(({ title, commands }) => [
    '',
    title,
    ...Object.entries(commands).map(([name, { line }]) => `  ${name.padEnd(width)}  ${line}`),
  ]);
  return `consentry ${version}: one consent with MFA, any customer, any Microsoft API.

Usage: consentry <command> [options]
${lines.join('\n')}

consentry <command> --help    its options, with examples
New here? consentry demo does the whole job once; consentry up lets you click.
`;
}

/** Everything about one command: what it does, how it is typed, examples, exit codes, and where to read on. */
export function renderHelp(path: string, usage: CommandUsage): string {
  const { summary, details, examples = [], interrupted, readOn } = usage;
  const blocks: readonly (readonly string[])[] = [
    wrap(summary),
    details === undefined ? [] : wrap(details),
    ['Usage:', ...synopses(path, usage).flatMap((line) => wrapCommand(line, 2))],
    titled('Arguments:', argumentRows(usage)),
    ...optionBlocks(usage),
    titled(
      'Commands:',
      Object.entries(usage.commands ?? {}).map(([name, own]) => [synopsisOf(name, own), own.summary]),
    ),
    examples.length === 0
      ? []
      : [
          'Examples:',
          ...examples.flatMap(({ text, line }) => [...wrap(`# ${text}`, 2), ...wrapCommand(line, 2)]),
        ],
    usage.load === undefined ? [] : titled('Exit codes:', exitRows(usage)),
    interrupted === undefined ? [] : wrap(`Ctrl-C: ${interrupted}`),
    readOn === undefined ? [] : [`Read on: ${readOn}`],
  ];
  return `${blocks
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** How it is typed: what must be there, and that there is more. */
export function synopses(path: string, usage: CommandUsage): readonly string[] {
  const { load, commands } = usage;
  return [
    ...(load === undefined ? [] : [synopsisOf(path, usage)]),
    ...(commands === undefined ? [] : [`${path} <command>`]),
  ];
}

function synopsisOf(path: string, { load, argument, options = [] }: CommandUsage): string {
  if (load === undefined) return `${path} <command>`;
  const required = options.filter((option) => option.required === true);
  return [
    path,
    ...(argument === undefined || argument.hidden === true ? [] : [argument.form]),
    ...required.map(({ flags }) => flags),
    ...(options.length > required.length ? ['[options]'] : []),
  ].join(' ');
}

/** What stands behind the command without a name; nothing where that is there to be refused. */
export function argumentRows({ argument }: CommandUsage): Rows {
  if (argument === undefined || argument.hidden === true) return [];
  const { form, text, choices } = argument;
  return [[form, `${text}${choices === undefined ? '' : `: ${choices.join(', ')}`}`]];
}

/** What must be there first, then what can be, then what all have. */
export function optionRows({ load, options = [] }: CommandUsage, section?: string): Rows {
  const own = options.filter((option) => option.section === section);
  const [required, others] = [own.filter(isRequired), own.filter((option) => !isRequired(option))];
  const rows = [...required, ...others].map((option) => [option.flags, textOf(option)] as const);
  if (section !== undefined) return rows;
  const json: Rows = load === undefined ? [] : [['--json', 'for programs: one line of JSON']];
  return [...rows, ...json, ['-h, --help', 'show this']];
}

/** Headings of the options that are not the command's own. */
export function sectionsOf({ options = [] }: CommandUsage): readonly string[] {
  return [...new Set(options.flatMap(({ section }) => (section === undefined ? [] : [section])))];
}

/** The codes with which every command ends, and those to which this one gives a meaning of its own. */
export function exitRows({ exits = {}, interrupted }: CommandUsage): Rows {
  const codes = Object.keys(exitCodes).map(Number) as ExitCode[];
  const own = codes.filter((code) => commonExits.includes(code) || exits[code] !== undefined);
  const ended = interrupted === undefined || exits[130] !== undefined ? [] : ([130] as const);
  return [...own, ...ended].map((code) => [String(code), exits[code] ?? short[code] ?? exitCodes[code]]);
}

const short: Partial<Record<ExitCode, string>> = {
  0: 'done',
  1: 'it failed: standard error says why, and what to do',
  2: 'the command, one of its files or the configuration is wrong',
  130: 'ended by Ctrl-C (143 by SIGTERM)',
};

function optionBlocks(usage: CommandUsage): readonly (readonly string[])[] {
  return [undefined, ...sectionsOf(usage)].map((section) =>
    titled(section === undefined ? 'Options:' : `${section}:`, optionRows(usage, section)),
  );
}

function textOf(option: OptionUsage): string {
  const { text, choices, repeats } = option;
  const said = [
    ...(choices === undefined ? [] : [choices.join(', ')]),
    ...(isRequired(option) ? ['required'] : []),
    ...(repeats === true || readFlags(option.flags).isList ? ['several'] : []),
    ...(option.default === undefined ? [] : [`default ${option.default}`]),
  ];
  return said.length === 0 ? text : `${text} (${said.join('; ')})`;
}

function isRequired({ required }: OptionUsage): boolean {
  return required === true;
}

function titled(title: string, rows: Rows): readonly string[] {
  return rows.length === 0 ? [] : [title, ...wrapRows(rows)];
}
