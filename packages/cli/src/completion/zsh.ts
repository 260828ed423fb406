import type { CompletedOption, Place, Word } from './completion-table.ts';
import { singleQuoted } from './quote.ts';

/** A script for zsh. */
export function zshCompletion(places: readonly Place[]): string {
  return `#compdef consentry
# Completion of consentry for zsh. To be read by ~/.zshrc, after compinit:
#   source <(consentry completion zsh)
_consentry() {
  local place="" word="" last="" i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if ! _consentry_takes "$place" "$last"; then
      case "$place $word" in
        (${patterns(places)}) place="$place $word" ;;
      esac
    fi
    last="$word"
  done
  # --format=csv is one word here.
  if [[ "\${words[CURRENT]}" == --*=* ]]; then
    last="\${words[CURRENT]%%=*}"
    compset -P 1 '*='
  fi
  local -a found
  if _consentry_takes "$place" "$last"; then
    case "$place|$last" in
${cases(places, ({ value }) => Array.isArray(value), valueReply)}
${cases(
  places,
  ({ value }) => value === 'files',
  () => '_files',
)}
${cases(
  places,
  ({ value }) => value === 'folders',
  () => '_files -/',
)}
    esac
    return
  fi
  case "$place" in
${places.map(placeCase).join('\n')}
  esac
}
# Whether the word before is an option that takes a value here.
_consentry_takes() {
  case "$1|$2" in
${cases(
  places,
  ({ value }) => value !== undefined,
  () => 'return 0',
)}
  esac
  return 1
}
(( $+functions[compdef] )) && compdef _consentry consentry
`;
}

const placeName = (path: string): string => (path === '' ? '' : ` ${path}`);

function patterns(places: readonly Place[]): string {
  return places
    .filter(({ path }) => path !== '')
    .map(({ path }) => singleQuoted(placeName(path)))
    .join('|');
}

function placeCase({ path, words, options }: Place): string {
  return `    (${singleQuoted(placeName(path))})
      if [[ "\${words[CURRENT]}" == -* ]]; then found=(${described(options)}); _describe -o option found
      else found=(${described(words)}); _describe command found; fi ;;`;
}

/** In `_describe` a colon parts the word from what it means. */
function described(words: readonly Word[]): string {
  const escape = (text: string): string => text.replaceAll(':', String.raw`\:`);
  return words.map(({ word, text }) => singleQuoted(`${escape(word)}:${escape(text)}`)).join(' ');
}

/** Options that are answered in the same way share a line. */
function cases(
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

function valueReply({ value }: CompletedOption): string {
  return `compadd -- ${(Array.isArray(value) ? value : []).map((word: string) => singleQuoted(word)).join(' ')}`;
}
