import { table } from '../terminal/table.ts';
import type { Cmdlet, Pair } from './cmdlet.ts';
import { cmdletTable } from './cmdlet-table.ts';
import type { FurtherWay } from './further-way.ts';

/** Every cmdlet that has a command, and the command. */
export function listCmdlets(): string {
  const rows = cmdletTable.flatMap((cmdlet: Cmdlet) =>
    cmdlet.pairs.map((pair, index) => [
      index === 0 ? cmdlet.name : '',
      describeWay(pair),
      pair.commands.join('; '),
    ]),
  );
  return `${table(['cmdlet', 'with', 'command'], rows)}\n\nMore of one: consentry cmdlet NAME. All of it: docs/cmdlets.md`;
}

/** @param ways those that are meant */
export function describeCmdlet(cmdlet: Cmdlet, ways: readonly Pair[]): string {
  const { name, purpose, origin, parameters, results = [], files = {} } = cmdlet;
  return [
    `${name}: ${purpose}`,
    ...(origin === undefined ? [] : [origin]),
    ...ways.flatMap((pair) => [
      '',
      `${describeWay(pair)}:`,
      ...pair.commands.map((command) => `  ${command}`),
      `  ${pair.different}`,
    ]),
    ...list(
      'Its parameters',
      parameters.map(({ name: parameter, becomes }) => [`-${parameter}`, becomes]),
    ),
    ...list(
      'What it gave back',
      results.map(({ field, becomes }) => [field, becomes]),
    ),
    ...list(
      'Files',
      Object.entries(files).map(([file, content]) => [file, JSON.stringify(content)]),
    ),
    '',
    'What begins with $ is yours to fill in. Keys come by file: see docs/cmdlets.md.',
  ].join('\n');
}

/** By which parameters a way is known, or when it is taken. */
export function describeWay({ when, afterwards }: Pair): string {
  if (afterwards !== undefined) return afterwards;
  return when.length === 0
    ? 'without more'
    : when.map((names) => names.map((name) => `-${name}`).join(' or ')).join(', ');
}

/** @param way undefined where there is none */
export function describeFurther(name: string, way: FurtherWay | undefined): string {
  if (way === undefined) {
    return `${name} has nothing in its place: what it calls is called by its path, as docs/calls.md says.`;
  }
  const { request, operation, command } = way;
  return command === undefined
    ? `${name} has no command. A program writes it: ${operation} of the library (${request}; docs/partner-center.md), or a forward call (docs/forward-calls.md).`
    : `${name} has no command of its own. What it reads:\n  ${command}`;
}

function list(heading: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ['', `${heading}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)];
}
