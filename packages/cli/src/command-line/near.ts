/** Slips of the finger: a letter more, less, another, or two in the wrong order. */
const mostSlips = 2;

/** The word that was perhaps meant; undefined where none is near. */
export function near(typed: string, words: readonly string[]): string | undefined {
  const most = Math.min(mostSlips, Math.floor(typed.replace(/^-+/, '').length / 2));
  const found = words
    .map((word) => ({ word, slips: slipsBetween(typed, word) }))
    .filter(({ slips }) => slips <= most)
    .toSorted((one, other) => one.slips - other.slips);
  return found[0]?.word;
}

/** The Damerau–Levenshtein distance (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped =
        one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
          ? at(row - 2, column - 2) + 1
          : Number.POSITIVE_INFINITY;
      line.push(
        Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same, swapped),
      );
    }
  }
  return at(one.length, other.length);
}
