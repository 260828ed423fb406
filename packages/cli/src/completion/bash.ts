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
${patterns(places)}) place="$place $word" ;;
    esac
    last="$word"
  done
  COMPREPLY=()
  if _consentry_takes "$place" "$before"; then
    case "$place|$before" in
${cases(places, ({ value }) => Array.isArray(value), valueReply)}
${cases(
  places,
  ({ value }) => value === 'files',
  () => 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))',
)}
${cases(
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
complete -F _consentry consentry
`;
}

const placeName = (path: string): string => (path === '' ? '' : ` ${path}`);

function patterns(places: readonly Place[]): string {
  const named = places.filter(({ path }) => path !== '').map(({ path }) => singleQuoted(placeName(path)));
  return `      ${named.join('|')}`;
}

function placeCase({ path, words, options }: Place): string {
  const all = words.map(({ word }) => word).join(' ');
  const flags = options.map(({ word }) => word).join(' ');
  return `    ${singleQuoted(placeName(path))})
      if [[ "$cur" == -* ]]; then COMPREPLY=($(compgen -W ${singleQuoted(flags)} -- "$cur"))
      else COMPREPLY=($(compgen -W ${singleQuoted(all)} -- "$cur")); fi ;;`;
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
    .map(([text, all]) => `      ${all.map(({ at }) => at).join('|')}) ${text} ;;`)
    .join('\n');
}

function valueReply({ value }: CompletedOption): string {
  return `COMPREPLY=($(compgen -W ${singleQuoted(Array.isArray(value) ? value.join(' ') : '')} -- "$cur"))`;
}
