import type { PathUsage } from '../command-line/all-usages.ts';
import { readFlags } from '../command-line/flags.ts';

/** What can be typed at one place. Made once, from the table of commands: to complete asks nobody and reads no file. */
export interface Place {
  /** `sweep list`; empty behind `consentry` itself. */
  readonly path: string;
  /** Commands, or values of the argument. */
  readonly words: readonly Word[];
  readonly options: readonly CompletedOption[];
}

/** A word that the shell offers, and what it says beside it. */
export interface Word {
  readonly word: string;
  readonly text: string;
}

/** An option that the shell offers, and what it offers behind it. */
export interface CompletedOption extends Word {
  /** What the shell offers behind it; undefined: the option takes no value. */
  readonly value: 'files' | 'folders' | 'anything' | readonly string[] | undefined;
}

/** @param lines what the commands at the top do, on one line each */
export function createPlaces(
  usages: readonly PathUsage[],
  lines: Readonly<Record<string, string>>,
): readonly Place[] {
  const top = Object.entries(lines).map(([word, text]) => ({ word, text }));
  const version = { word: '--version', text: 'show the version', value: undefined };
  return [{ path: '', words: top, options: [helpOption, version] }, ...usages.map(placeOf)];
}

const helpOption: CompletedOption = {
  word: '--help',
  text: 'show its options and examples',
  value: undefined,
};

function placeOf({ path, usage }: PathUsage): Place {
  const { argument, commands = {}, options = [], load } = usage;
  const values = argument?.choices ?? argument?.suggests ?? [];
  const text = argument?.text ?? '';
  const own = options.map((option): CompletedOption => {
    const { long, kind } = readFlags(option.flags);
    return {
      word: long,
      text: option.text,
      value: option.choices ?? option.suggests ?? valueOf(kind),
    };
  });
  const json: CompletedOption = { word: '--json', text: 'one line of JSON', value: undefined };
  return {
    path: path.join(' '),
    words: [
      ...Object.entries(commands).map(([word, { summary }]) => ({ word, text: summary })),
      ...values.map((word) => ({ word, text })),
    ],
    options: [...own, ...(load === undefined ? [] : [json]), helpOption],
  };
}

function valueOf(kind: string | undefined): CompletedOption['value'] {
  if (kind === undefined) return undefined;
  if (kind === 'file') return 'files';
  return kind === 'folder' ? 'folders' : 'anything';
}
