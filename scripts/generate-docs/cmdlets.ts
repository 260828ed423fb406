import type { Cmdlet, Pair, Parameter } from '../../packages/cli/src/cmdlets/cmdlet.ts';
import { cmdletTable, preparation } from '../../packages/cli/src/cmdlets/cmdlet-table.ts';
import { describeWay } from '../../packages/cli/src/cmdlets/describe-cmdlet.ts';
import { furtherCmdlets, type OperationName } from '../../packages/cli/src/cmdlets/further-cmdlets.ts';
import { findFurtherWay } from '../../packages/cli/src/cmdlets/further-way.ts';
import { code, table } from './markdown.ts';
import { renewParts } from './parts.ts';

/** The page for those who come from the PartnerCenter module. */
export function cmdletReference(): string {
  return renewParts('docs/cmdlets.md', {
    preparation: () => `\`\`\`sh\n${preparation}\n\`\`\``,
    cmdlets: () => cmdletTable.map(section).join('\n\n'),
    further: furtherTable,
  });
}

function section({ name, purpose, origin, pairs, parameters, results, files }: Cmdlet): string {
  return [
    `### ${name}`,
    origin === undefined ? purpose : `${purpose} ${origin}`,
    table(['Parameter set', 'Given', 'What is typed now', 'What is different'], pairs.map(row)),
    ...(parameters.length === 0 ? [] : [table(['Parameter', 'Becomes'], parameters.map(parameterRow))]),
    ...(results === undefined
      ? []
      : [
          table(
            ['It gave back', 'Now'],
            results.map(({ field, becomes }) => [code(field), becomes]),
          ),
        ]),
    ...Object.entries(files ?? {}).map(([file, content]) => `${code(file)}:\n\n${json(content)}`),
  ].join('\n\n');
}

function row(pair: Pair): string[] {
  const commands = pair.commands.map((command) => code(command)).join('<br>');
  return [pair.set, describeWay(pair), commands, pair.different];
}

function parameterRow({ name, aliases = [], becomes }: Parameter): string[] {
  return [[name, ...aliases].map((one) => code(`-${one}`)).join(', '), becomes];
}

function json(content: object): string {
  return `\`\`\`json\n${JSON.stringify(content, undefined, 2)}\n\`\`\``;
}

function furtherTable(): string {
  const rows = Object.entries<OperationName | undefined>(furtherCmdlets).map(([name, operation]) => {
    if (operation === undefined) return [name, '', 'nothing in its place'];
    const { request, command } = findFurtherWay(operation);
    return [
      name,
      code(request),
      command === undefined ? `by a program: ${code(operation)}` : code('consentry call'),
    ];
  });
  return table(['Cmdlet', 'Request', 'How'], rows);
}
