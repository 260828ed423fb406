import { type Cmdlet, choosePair, type Pair } from './cmdlet.ts';
import { cmdletTable } from './cmdlet-table.ts';
import { furtherCmdlets, type OperationName } from './further-cmdlets.ts';

/** A name of the module, as it is found. */
export type FoundCmdlet =
  | { readonly kind: 'pairs'; readonly cmdlet: Cmdlet }
  | { readonly kind: 'further'; readonly name: string; readonly operation: OperationName | undefined };

/** @param typed in any case, with the name of the module in front or without, as PowerShell takes it */
export function findCmdlet(typed: string): FoundCmdlet | undefined {
  const wanted = typed.replace(/^PartnerCenter\\/i, '').toLowerCase();
  const isIt = (name: string): boolean => name.toLowerCase() === wanted;
  const cmdlet = cmdletTable.find(({ name }) => isIt(name));
  if (cmdlet !== undefined) return { kind: 'pairs', cmdlet };
  const further = Object.entries<OperationName | undefined>(furtherCmdlets).find(([name]) => isIt(name));
  return further && { kind: 'further', name: further[0], operation: further[1] };
}

/** What was typed behind the name of a cmdlet. */
export interface GivenParameters {
  /** As the module writes their names. */
  readonly names: ReadonlySet<string>;
  /** Those whose value was a secret, and stood there. */
  readonly exposed: readonly string[];
}

/**
 * Reads parameters as PowerShell does: in any case, by an alias, by a beginning that is clear, with a colon before the value. No value
 * is read, and what is not known is passed over: it may be a part of one.
 */
export function readGivenParameters({ parameters }: Cmdlet, args: readonly string[]): GivenParameters {
  const names = new Set<string>();
  const exposed: string[] = [];
  for (const [index, argument] of args.entries()) {
    const [, typed, colon] = /^-([a-z]+)(:)?/i.exec(argument) ?? [];
    const parameter = typed === undefined ? undefined : findParameter(parameters, typed.toLowerCase());
    if (parameter === undefined) continue;
    names.add(parameter.name);
    const hasValue = colon !== undefined || args[index + 1]?.startsWith('-') === false;
    if (parameter.isSecret === true && hasValue) exposed.push(parameter.name);
  }
  return { names, exposed };
}

function findParameter(
  parameters: Cmdlet['parameters'],
  typed: string,
): Cmdlet['parameters'][number] | undefined {
  const namesOf = ({ name, aliases = [] }: Cmdlet['parameters'][number]): string[] =>
    [name, ...aliases].map((one) => one.toLowerCase());
  const whole = parameters.find((parameter) => namesOf(parameter).includes(typed));
  if (whole !== undefined) return whole;
  const beginning = parameters.filter((parameter) =>
    namesOf(parameter).some((name) => name.startsWith(typed)),
  );
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** The ways that are meant: the one that the parameters tell of, or all where none was given; and what is done afterwards. */
export function chooseWays(cmdlet: Cmdlet, { names }: GivenParameters): readonly Pair[] {
  const chosen = names.size === 0 ? undefined : choosePair(cmdlet, names);
  if (chosen === undefined) return cmdlet.pairs;
  return [chosen, ...cmdlet.pairs.filter(({ afterwards }) => afterwards !== undefined)];
}
