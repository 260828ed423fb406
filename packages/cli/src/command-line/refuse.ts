import { ConsentryError } from '@consentry/core/errors';
import type { CommanderError } from 'commander';
import { shown } from './check-values.ts';
import { readFlags } from './flags.ts';
import { near } from './near.ts';
import type { CommandUsage } from './usage.ts';

/** A command line that the parser does not take. */
export interface Refused {
  /** `consentry caller add`. */
  readonly path: string;
  readonly usage: Pick<CommandUsage, 'argument' | 'options' | 'load'>;
  /** Names of the commands below. */
  readonly commands: readonly string[];
  readonly error: CommanderError;
}

/** Says what was wrong and what is right, in our words: the parser's repeat what was typed, which may be a secret. */
export function refuse(refused: Refused): ConsentryError {
  const { path, error } = refused;
  const words = { ...wordsOfOptions(refused), ...wordsOfPlaces(refused) };
  const [message, right] = words[error.code] ?? ['The command was not understood.', ''];
  return new ConsentryError('usage', {
    message,
    remedy: [right, `See \`${path} --help\`.`].filter((text) => text !== '').join(' '),
  });
}

/** What was wrong and what is right, by the codes of the parser. */
type RefusalWords = Readonly<Record<string, readonly [wrong: string, right: string]>>;

function wordsOfOptions({ path, usage, error }: Refused): RefusalWords {
  const typed = quoted(error.message)[0] ?? '';
  const named = typed.split('=')[0] ?? '';
  const all = usage.load === undefined ? ['--help'] : ['--json', '--help'];
  const flags = [...(usage.options ?? []).map((option) => readFlags(option.flags).long), ...all];
  return {
    'commander.unknownOption': [
      `\`${path}\` has no option ${shown(named)}.${didYouMean(near(named, flags))}`,
      `Its options are ${flags.join(', ')}.`,
    ],
    'commander.optionMissingArgument': [`${typed} wants a value, and there is none.`, `Write ${typed}.`],
    'commander.missingMandatoryOptionValue': [
      `\`${path}\` wants ${typed}, and it is not there.`,
      `Add ${typed}.`,
    ],
    'commander.conflictingOption': [
      `${quoted(error.message)
        .map((flag) => flag.split(' ')[0])
        .join(' and ')} cannot stand together.`,
      'Leave one of them out.',
    ],
    'commander.invalidArgument': [
      `${typed.split(' ')[0] ?? ''} stands twice, and takes one value.`,
      'Leave one of them out.',
    ],
  };
}

/** Of the argument, and of the commands below. */
function wordsOfPlaces({ path, usage, commands, error }: Refused): RefusalWords {
  const typed = quoted(error.message)[0] ?? '';
  const form = usage.argument?.form;
  return {
    'commander.missingArgument': [
      `\`${path}\` wants ${form}, and it is not there.`,
      `Write \`${path} ${form}\`.`,
    ],
    'commander.excessArguments': [
      form === undefined
        ? `\`${path}\` takes options alone, and something else stands there.`
        : `\`${path}\` takes ${form} alone, and more stands there.`,
      'Leave out what is too much, or put quotation marks around a value with blanks.',
    ],
    'commander.unknownCommand': [
      `\`${path}\` has no command ${shown(typed)}.${didYouMean(near(typed, commands))}`,
      `Its commands are ${commands.join(', ')}.`,
    ],
    'commander.help': [
      `\`${path}\` is not a whole command.`,
      `Name one of its commands: ${commands.join(', ')}.`,
    ],
  };
}

/** What the parser put into quotation marks. */
function quoted(message: string): readonly string[] {
  return [...message.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
}

function didYouMean(word: string | undefined): string {
  return word === undefined ? '' : ` Did you mean ${word}?`;
}
