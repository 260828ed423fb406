import { optionCases, placeName, placePatterns, takesFunction } from './case-patterns.ts';
import { singleQuoted } from './quote.ts';
import type { CompletedOption, Place } from './completion-table.ts';

/** A script for bash 3.2 and newer, without the package bash-completion. */
export function bashCompletion(places: readonly Place[]): string {
  return `# Completion of consentry for bash. To be read by ~/.bashrc:
#   source <(consentry completion bash)
_consentry() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" place="" word="" last="" i
  # --format=csv comes as three words.
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$before" == "=" ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    _consentry_takes "$place" "$last" || case "$place $word" in
      (${placePatterns(places)}) place="$place $word" ;;
    esac
    last="$word"
  done
  COMPREPLY=()
  if _consentry_takes "$place" "$before"; then
    case "$place|$before" in
${optionCases(places, ({ value }) => Array.isArray(value), valueReply)}
${optionCases(
  places,
  ({ value }) => value === 'files',
  () => 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))',
)}
${optionCases(
  places,
  ({ value }) => value === 'folders',
  () => 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur"))',
)}
    esac
    return
  fi
  case "$place" in
${places.map(placeCase).join('\n')}
  esac
}
${takesFunction(places)}
complete -F _consentry consentry
`;
}

function placeCase({ path, words, options }: Place): string {
  const all = words.map(({ word }) => word).join(' ');
  const flags = options.map(({ word }) => word).join(' ');
  return `    ${singleQuoted(placeName(path))})
      if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W ${singleQuoted(flags)} -- "$cur"))
      else COMPREPLY=($(compgen -W ${singleQuoted(all)} -- "$cur")); fi ;;`;
}

function valueReply({ value }: CompletedOption): string {
  return `COMPREPLY=($(compgen -W ${singleQuoted(Array.isArray(value) ? value.join(' ') : '')} -- "$cur"))`;
}
