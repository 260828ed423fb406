import { ConsentryError } from '@consentry/core';
import { nameOf, readFlags } from './flags.ts';
import { kinds } from './kinds.ts';
import { near } from './near.ts';
import type { ArgumentUsage, CommandUsage, OptionUsage, Typed } from './usage.ts';

/**
 * Checks each value that was typed by its kind, before anything is done: no broker is asked with an id that cannot be one.
 * @throws ConsentryError `usage`, with the option and how it is written
 */
export function checkValues(path: string, usage: CommandUsage, { options, argument }: Typed): void {
  for (const option of usage.options ?? []) {
    const { long, kind } = readFlags(option.flags);
    for (const text of textsOf(options[nameOf(option)])) {
      if (kind !== undefined) check(path, { ...option, name: long, kind }, text);
    }
  }
  const { argument: own } = usage;
  if (own === undefined) return;
  const kind = own.form.replaceAll(/[<>[\].]/g, '');
  for (const text of textsOf(argument)) {
    refuseSlip(path, usage, text);
    check(path, { ...own, name: kind, kind }, text);
  }
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

type Named = Pick<OptionUsage | ArgumentUsage, 'choices'> & { readonly name: string; readonly kind: string };

function check(path: string, { name, kind, choices }: Named, text: string): void {
  if (text === '') {
    throw wrong(path, `${name} is empty.`, 'If a variable stands there: is it set?');
  }
  // An option whose value was forgotten would take the next option for it.
  if (/^--[a-z]/.test(text)) {
    throw wrong(
      path,
      `${name} wants a value, and ${shown(text)} stands in its place.`,
      `Write ${name} and its value.`,
    );
  }
  if (choices !== undefined && !choices.includes(text)) {
    const meant = near(text, choices);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    throw wrong(
      path,
      `${name} cannot be ${shown(text)}.${hint}`,
      `Name one of these: ${choices.join(', ')}.`,
    );
  }
  const known = kinds[kind];
  if (known !== undefined && !known.isIt(text)) {
    throw wrong(path, `${name}: ${shown(text)} is no ${known.what}.`, known.right);
  }
}

/** A command that has commands of its own takes a slip in their names for its argument. */
function refuseSlip(path: string, { commands, argument }: CommandUsage, text: string): void {
  if (commands === undefined || argument?.suggests?.includes(text) === true) return;
  const meant = near(text, Object.keys(commands));
  if (meant === undefined) return;
  throw wrong(
    path,
    `\`${path}\` knows no ${shown(text)}. Did you mean ${meant}?`,
    `Write \`${path} ${meant}\`.`,
  );
}

/** Short words are repeated. What is longer than an id may be a secret in the wrong place: Entra’s for applications have 40 characters. */
export function shown(text: string): string {
  const isHarmless = /^[\x21-\x7e]{1,36}$/.test(text) && !/^(eyJ|0\.A)|:\/\/.*@/.test(text);
  return isHarmless ? `“${text}”` : 'what stands there';
}

function wrong(path: string, message: string, right: string): ConsentryError {
  return new ConsentryError('usage', { message, remedy: `${right} See \`${path} --help\`.` });
}
