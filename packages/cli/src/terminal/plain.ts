/**
 * Text from outside (names, messages) made safe for a terminal: control characters, which could move the
 * cursor or rewrite what was printed, become visible.
 */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are the point
  return text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}
