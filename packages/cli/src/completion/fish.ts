import type { CompletedOption, Place } from './completion-table.ts';
import { fishQuoted } from './quote.ts';

/** A script for fish. */
export function fishCompletion(places: readonly Place[]): string {
  return `# Completion of consentry for fish. To be written into ~/.config/fish/completions/consentry.fish
function __consentry_place
  set -l place
  set -l last
  for word in (commandline -opc)[2..-1]
    if not contains -- "$place|$last" ${takers(places)}
      contains -- (string trim -- "$place $word") ${places
        .filter(({ path }) => path !== '')
        .map(({ path }) => fishQuoted(path))
        .join(' ')}
      and set place (string trim -- "$place $word")
    end
    set last $word
  end
  echo -n -- "$place"
end
function __consentry_at
  set -l place (__consentry_place)
  test "$place" = "$argv[1]"
end
complete -c consentry -f
${places.flatMap(placeLines).join('\n')}
`;
}

function takers(places: readonly Place[]): string {
  return places
    .flatMap(({ path, options }) =>
      options.filter(({ value }) => value !== undefined).map(({ word }) => fishQuoted(`${path}|${word}`)),
    )
    .join(' ');
}

function placeLines({ path, words, options }: Place): readonly string[] {
  const at = `-n ${fishQuoted(`__consentry_at "${path}"`)}`;
  return [
    ...words.map(
      ({ word, text }) => `complete -c consentry ${at} -a ${fishQuoted(word)} -d ${fishQuoted(text)}`,
    ),
    ...options.map(
      (option) =>
        `complete -c consentry ${at} -l ${option.word.slice(2)}${valueOf(option)} -d ${fishQuoted(option.text)}`,
    ),
  ];
}

function valueOf({ value }: CompletedOption): string {
  if (value === undefined) return '';
  if (value === 'files') return ' -r -F';
  if (value === 'folders') return " -x -a '(__fish_complete_directories)'";
  return value === 'anything' ? ' -x' : ` -x -a ${fishQuoted(value.join(' '))}`;
}
