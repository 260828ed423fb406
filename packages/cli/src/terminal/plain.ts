/**
 * What does something instead of being seen: control characters, marks that turn or hide text, line separators, halves of a character.
 * The two joiners stay: scripts and emoji are written with them. The same as in `core/src/visible.ts`, which is not loaded for it: every
 * command loads this file before it does anything.
 */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Text from outside (names, messages) made safe for a terminal: what could move the cursor, rewrite what was printed, or turn and hide
 * text becomes visible.
 */
export function plain(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}
