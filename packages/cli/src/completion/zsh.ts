import type { CompletedOption, Place, Word } from './completion-table.ts';
import { optionCases, placeName, placePatterns, takesFunction } from './case-patterns.ts';
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
        (${placePatterns(places)}) place="$place $word" ;;
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
${optionCases(places, ({ value }) => Array.isArray(value), valueReply)}
${optionCases(
  places,
  ({ value }) => value === 'files',
  () => '_files',
)}
${optionCases(
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
${takesFunction(places)}
(( $+functions[compdef] )) && compdef _consentry consentry
`;
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

function valueReply({ value }: CompletedOption): string {
  return `compadd -- ${(Array.isArray(value) ? value : []).map((word: string) => singleQuoted(word)).join(' ')}`;
}
