const opening: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

/**
 * Splits PowerShell where a separator stands outside of quotes and brackets. Comments are left out.
 * @param separator tried at each place: the length of what parts, or 0
 */
export function splitText(text: string, separator: (rest: string) => number): readonly string[] {
  const parts: string[] = [''];
  const open: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = open.length === 0 ? separator(text.slice(at)) : 0;
    const step = length === 0 ? stepAt(text, at, open) : length;
    if (length > 0) parts.push('');
    else if (text[at] !== '#' || !isComment(text, at))
      parts.push(`${parts.pop() ?? ''}${text.slice(at, at + step)}`);
    at += step;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** How far to go: over a whole string, a whole comment, or one character. */
function stepAt(text: string, at: number, open: string[]): number {
  const character = text[at] ?? '';
  if (character === '#' && isComment(text, at)) return (/^[^\n]*/.exec(text.slice(at)) ?? [''])[0].length;
  if (character === "'" || character === '"') return stringLength(text.slice(at));
  const closing = opening[character];
  if (closing !== undefined) open.push(closing);
  else if (character === open.at(-1)) open.pop();
  return 1;
}

const isComment = (text: string, at: number): boolean => at === 0 || /\s/.test(text[at - 1] ?? '');

/** @throws Error it has no end */
function stringLength(text: string): number {
  const [whole] = (text.startsWith("'") ? /^'(?:[^']|'')*'/ : /^"(?:[^"`]|`[^]|"")*"/).exec(text) ?? [];
  if (whole === undefined) throw new Error(`a string without an end: ${text.slice(0, 30)}`);
  return whole.length;
}

/** At the end of a line; one that a pipe or a backtick ends goes on. */
export const statements = (text: string): readonly string[] =>
  splitText(text.replaceAll(/(?:`|(?<=\|)[ \t]*)\n/g, ' '), (rest) => (/^[\n;]/.test(rest) ? 1 : 0));
export const stages = (text: string): readonly string[] =>
  splitText(text, (rest) => (rest.startsWith('|') ? 1 : 0));
export const words = (text: string): readonly string[] =>
  splitText(text, (rest) => (/^\s+/.exec(rest) ?? [''])[0].length);
export const operands = (text: string, operator: string): readonly string[] =>
  splitText(text, (rest) => (rest.startsWith(operator) ? operator.length : 0));
