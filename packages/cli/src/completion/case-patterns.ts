import type { CompletedOption, Place } from './completion-table.ts';
import { singleQuoted } from './quote.ts';

/** A place as the scripts of bash and zsh spell it: what was typed of the command, a blank before each word. */
export const placeName = (path: string): string => (path === '' ? '' : ` ${path}`);

/** The pattern of every place that a word leads to. */
export function placePatterns(places: readonly Place[]): string {
  return places
    .filter(({ path }) => path !== '')
    .map(({ path }) => singleQuoted(placeName(path)))
    .join('|');
}

/** Lines of a `case` over `place|option`. Options that are answered in the same way share one. */
export function optionCases(
  places: readonly Place[],
  isMeant: (option: CompletedOption) => boolean,
  reply: (option: CompletedOption) => string,
): string {
  const byReply = Map.groupBy(
    places.flatMap(({ path, options }) =>
      options
        .filter(isMeant)
        .map((option) => ({ at: singleQuoted(`${placeName(path)}|${option.word}`), option })),
    ),
    ({ option }) => reply(option),
  );
  return [...byReply]
    .map(([text, all]) => `      (${all.map(({ at }) => at).join('|')}) ${text} ;;`)
    .join('\n');
}

/** The function of both scripts that says whether the word before is an option which takes a value here. */
export function takesFunction(places: readonly Place[]): string {
  return `# Whether the word before is an option that takes a value here.
_consentry_takes() {
  case "$1|$2" in
${optionCases(
  places,
  ({ value }) => value !== undefined,
  () => 'return 0',
)}
  esac
  return 1
}`;
}
