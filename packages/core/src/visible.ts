/**
 * What does something instead of being seen: control characters (escapes of terminals, line breaks), marks that turn or hide text, line
 * separators, halves of a character. The two joiners stay: scripts and emoji are written with them.
 */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;
/** More marks on one letter than any script writes cover what stands above and below. */
const piledUp = /(\p{M}{4})\p{M}+/gu;

/** No name in a directory is longer: what is, is cut, and shows it. */
const longest = 256;

/**
 * Makes text from a tenant inert for every kind of output: what would act becomes visible (`\u001b`), and what is too long is cut. Markup and
 * formulas are letters here: HTML and CSV see to theirs.
 */
export function visible(text: string, most: number = longest): string {
  return cut(text, most).replaceAll(piledUp, '$1…').replaceAll(unseen, escape);
}

/** Cut where a character begins, so that no half is left. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const isHalf = (text.codePointAt(end - 1) ?? 0) > 0xffff;
  return `${text.slice(0, isHalf ? end - 1 : end)}…`;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
