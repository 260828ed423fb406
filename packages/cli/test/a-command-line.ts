import { CommanderError } from 'commander';
import { type ConsentryError, isConsentryError } from '@consentry/core';
import { loadUsages } from '../src/command-line/all-usages.ts';
import { checkValues } from '../src/command-line/check-values.ts';
import { type Carry, createProgram, NotUnderstood } from '../src/command-line/create-program.ts';
import { readFlags } from '../src/command-line/flags.ts';
import { refuse } from '../src/command-line/refuse.ts';
import type { CommandUsage, OptionUsage } from '../src/command-line/usage.ts';
import { withHelp } from '../src/command-line/with-help.ts';
import { commandGroups } from '../src/usage/command-table.ts';

/** The table of commands, with those that tell of it. */
export const groups = withHelp(commandGroups);
/** Every command, and those below each. */
export const usages = await loadUsages(groups);
/** Those that do something. */
export const runnable = usages.filter(({ usage }) => usage.load !== undefined);

/**
 * What a command line comes to, up to the point at which the command would run.
 * @returns its refusal; undefined where it is right
 */
export async function refusalOf(args: readonly string[]): Promise<ConsentryError | undefined> {
  try {
    const carry: Carry = async (...all) => checkValues(...all);
    const program = await createProgram(args, { groups, version: '0', carry });
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) return refuse(error.refused);
    if (isConsentryError(error)) return error;
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
}

/** A value of each kind that is right. */
const rightValues: Readonly<Record<string, string>> = {
  grant: `gra_${'A'.repeat(22)}`,
  sweep: `swp_${'A'.repeat(22)}`,
  caller: `cal_${'A'.repeat(22)}`,
  key: `key_${'A'.repeat(22)}`,
  identity: `idt_${'A'.repeat(22)}`,
  'master key': `mk_${'A'.repeat(16)}`,
  code: 'AADSTS65001',
  duration: '7d',
  port: '44396',
  number: '100',
  url: 'https://consentry.contoso.example',
  'name=value': 'sub=robot',
  'what=text': 'domain=contoso',
  resource: 'graph',
};
const aGuid = '11111111-2222-4333-8444-555555555555';

export function rightValue(kind: string, choices?: readonly string[]): string {
  if (choices !== undefined) return choices[0] ?? '';
  const isGuid = /^tenant|^(object|application|key) id$/.test(kind);
  return isGuid ? aGuid : (rightValues[kind] ?? 'something');
}

/** What stands for a variable in an example. */
export const variables: Readonly<Record<string, string>> = {
  PARTNER: aGuid,
  CUSTOMER: aGuid,
  TENANT: aGuid,
  APPLICATION: aGuid,
  ACCOUNT: aGuid,
  GRANT: rightValue('grant'),
  SWEEP: rightValue('sweep'),
  CALLER: rightValue('caller'),
  KEY: rightValue('key'),
  IDENTITY: rightValue('identity'),
  MASTER_KEY: rightValue('master key'),
};

/** What has to be typed for a command to be right. */
export function needed({ argument, options = [] }: CommandUsage, without?: OptionUsage): readonly string[] {
  const kind = argument?.form.replaceAll(/[<>[\].]/g, '') ?? '';
  return [
    ...(argument?.form.startsWith('<') === true ? [rightValue(kind, argument.choices)] : []),
    ...options.filter((option) => option.required === true && option !== without).flatMap(typed),
  ];
}

/** An option with a value that is right. */
export function typed({ flags, choices }: OptionUsage): readonly string[] {
  const { long, kind } = readFlags(flags);
  return kind === undefined ? [long] : [long, rightValue(kind, choices)];
}
