import { ConsentryError } from '@consentry/core';
import type { Cmdlet } from '../cmdlets/cmdlet.ts';
import { describeCmdlet, describeFurther, describeWay, listCmdlets } from '../cmdlets/describe-cmdlet.ts';
import { cmdletTable } from '../cmdlets/cmdlet-table.ts';
import { chooseWays, findCmdlet, type FoundCmdlet, readGivenParameters } from '../cmdlets/find-cmdlet.ts';
import { findFurtherWay } from '../cmdlets/further-way.ts';
import type { Run } from '../run.ts';

interface CmdletOptions {
  /** Its name, and whatever stood behind it. */
  readonly words?: readonly string[];
}

/**
 * Says which command does what a cmdlet of the PartnerCenter module did; without a name, of all that have one.
 * @throws ConsentryError `usage`: the module has no such cmdlet
 */
export const cmdlet: Run<CmdletOptions> = async ({ words = [] }, output) => {
  const [name, ...parameters] = words;
  if (name === undefined) return output.result(listCmdlets, { cmdlets: cmdletTable });
  const found = getCmdlet(name);
  if (found.kind === 'further') {
    const way = found.operation && findFurtherWay(found.operation);
    return output.result(() => describeFurther(found.name, way), { name: found.name, ...way });
  }
  const pairs = chooseWays(found.cmdlet, readGivenParameters(found.cmdlet, parameters));
  output.result(() => describeCmdlet(found.cmdlet, pairs), { ...found.cmdlet, pairs });
};

/**
 * The answer to a cmdlet that was typed as a command: what is typed now.
 * @param args its name, and whatever stood behind it; nothing of that is repeated
 */
export function refuseCmdlet([name = '', ...args]: readonly string[]): ConsentryError {
  const found = findCmdlet(name);
  if (found === undefined) return unknown(name);
  if (found.kind === 'pairs') return refuseWithWay(found.cmdlet, args);
  const message = `${found.name} is a cmdlet of the PartnerCenter module.`;
  return new ConsentryError('usage', {
    message,
    remedy: describeFurther(found.name, found.operation && findFurtherWay(found.operation)),
  });
}

function refuseWithWay(known: Cmdlet, args: readonly string[]): ConsentryError {
  const given = readGivenParameters(known, args);
  const ways = chooseWays(known, given).map((pair) => [
    `${describeWay(pair)}:`,
    ...pair.commands.map((command) => `  ${command}`),
  ]);
  const exposed = given.exposed.map((name) => `-${name}`).join(' and ');
  return new ConsentryError('usage', {
    message: `${known.name} is a cmdlet of the PartnerCenter module.`,
    remedy: [
      'in its place,',
      ...ways.flat(),
      `Why, and what became of its parameters: consentry cmdlet ${known.name}`,
      ...(exposed === ''
        ? []
        : [
            `${exposed} stood among the arguments, where others on this machine can read it, and the shell keeps it in its history: take it out there, and change it.`,
          ]),
    ].join('\n'),
  });
}

/** @throws ConsentryError `usage` */
function getCmdlet(name: string): FoundCmdlet {
  const found = findCmdlet(name);
  if (found === undefined) throw unknown(name);
  return found;
}

function unknown(name: string): ConsentryError {
  return new ConsentryError('usage', {
    // What is no name of a cmdlet may be a secret in the wrong place.
    message: /^[a-z]{1,20}-[a-z]{1,60}$/i.test(name)
      ? `The PartnerCenter module has no cmdlet ${name}.`
      : 'This is no name of a cmdlet.',
    remedy: 'See which have a command: consentry cmdlet',
  });
}
