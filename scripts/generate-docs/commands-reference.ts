import { loadUsages, type PathUsage } from '../../packages/cli/src/command-line/all-usages.ts';
import { exitCodes } from '../../packages/cli/src/command-line/exit-codes.ts';
import {
  argumentRows,
  exitRows,
  optionRows,
  sectionsOf,
  synopses,
} from '../../packages/cli/src/command-line/help.ts';
import { withHelp } from '../../packages/cli/src/command-line/with-help.ts';
import { wrapCommand } from '../../packages/cli/src/command-line/wrap.ts';
import { commandGroups } from '../../packages/cli/src/usage/command-table.ts';
import { code, table } from './markdown.ts';

const groups = withHelp(commandGroups);
const usages = await loadUsages(groups);

/** Every command, as `consentry help` tells of it. */
export function commandsReference(): string {
  const names = (title: string): readonly string[] =>
    Object.keys(groups.find((group) => group.title === title)?.commands ?? {});
  const parts = groups.flatMap(({ title }) => [
    `## ${title}`,
    ...usages.filter(({ path }) => names(title).includes(path[0] ?? '')).map(sectionOf),
  ]);
  return `${opening}\n\n${overview()}\n\n${parts.join('\n\n')}\n`;
}

const opening = `# Commands

Generated from \`packages/cli/src/usage\` by \`npm run generate\`. The same is told by \`consentry help\`, and of one command by
\`consentry <command> --help\`.

- **Results** go to standard output, everything else to standard error. With \`--json\` a result is one line of JSON, or a line each where it
  is a stream of rows, and nothing else is on standard output; an error is one line of JSON on standard error: \`{ "error": { code, message, remedy, facts } }\`.
- **Secrets** come from a file, from standard input or from a question, and are never an argument: other users of the machine can read those. A key
  file that others may read is refused, except on Windows, which keeps its rights otherwise.
- **A wrong command** is answered with what was wrong and what is right, with exit code 2, and nothing is done. An option that takes one value and stands
  twice is refused, and so is an empty one: a variable is not set.
- **Files** that a command writes are new, whole or not there, and their owner's alone (on Windows: as the folder has it).
- **Ctrl-C** and SIGTERM end a command at once. It says where things stand and how to go on. \`serve\`, \`up\` and \`sandbox\` end in order; once
  more hurries them, or ends them at once. At a question Ctrl-C is a no: nothing is done, exit code 1. Windows has no SIGTERM: there it ends the process without words, and the files
  above can be left empty.
- **Colours and progress** are shown on a terminal alone. \`NO_COLOR\` leaves colours out, \`FORCE_COLOR\` has them anywhere.
- **Completion**: \`source <(consentry completion bash)\`, or zsh, fish, powershell. It asks no broker.

## Exit codes

They are stable: a code is never given another meaning.

${table(
  ['Code', 'What'],
  Object.entries(exitCodes).map(([number, text]) => [number, text]),
)}`;

function overview(): string {
  return [
    '## All of them',
    table(
      ['', 'Commands'],
      groups.map(({ title, commands }) => [
        title,
        Object.keys(commands)
          .map((name) => `[${name}](#consentry-${name})`)
          .join(', '),
      ]),
    ),
  ].join('\n\n');
}

function sectionOf({ path, usage }: PathUsage): string {
  const name = `consentry ${path.join(' ')}`;
  const { summary, details, examples = [], interrupted, readOn, load, commands } = usage;
  const rows = [
    ...argumentRows(usage),
    ...optionRows(usage).filter(([flags]) => load !== undefined && flags !== '-h, --help'),
  ];
  const own = Object.entries(commands ?? {}).map(
    ([below, { summary: text }]) =>
      `- [${name} ${below}](#${`${name} ${below}`.replaceAll(' ', '-')}): ${text}`,
  );
  const broker = sectionsOf(usage).map(
    (section) =>
      `${section}: ${optionRows(usage, section)
        .map(([flags]) => code(flags))
        .join(', ')}.`,
  );
  return [
    `${'#'.repeat(Math.min(path.length + 2, 5))} ${name}`,
    [summary, details].filter(Boolean).join(' '),
    shell(synopses(name, usage).flatMap((line) => wrapCommand(line, 0, 120))),
    own.join('\n'),
    rows.length === 0
      ? ''
      : table(
          ['', ''],
          rows.map(([flags, text]) => [code(flags), text]),
        ),
    broker.join(' '),
    examples.length === 0
      ? ''
      : shell(examples.flatMap(({ text, line }) => [`# ${text}`, ...wrapCommand(line, 0, 120)])),
    load === undefined
      ? ''
      : `Exit codes: ${exitRows(usage)
          .map(([number, text]) => `${number} ${text}`)
          .join('; ')}.`,
    interrupted === undefined ? '' : `Ctrl-C: ${interrupted}`,
    readOn === undefined || readOn === 'docs/commands.md' ? '' : `Read on: ${linkTo(readOn)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** From `docs/` itself. */
function linkTo(readOn: string): string {
  const target = readOn.startsWith('docs/') ? readOn.slice('docs/'.length) : `../${readOn}`;
  return `[${target.replace('../', '')}](${target})`;
}

function shell(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}
