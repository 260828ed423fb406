/**
 * The known name that was probably meant: equal but for case and separators, the file of a value that was given
 * itself, or at most a few letters away.
 */
export function findNearMiss(name: string, known: readonly string[]): string | undefined {
  const plain = plainForm(name);
  const same = known.find((candidate) => [plain, `${plain}file`].includes(plainForm(candidate)));
  if (same !== undefined || name.length > 80) return same;
  const allowed = Math.min(3, Math.floor(plain.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(plain, plainForm(candidate));
    if (distance <= allowed && (best === undefined || distance < best.distance))
      best = { candidate, distance };
  }
  return best?.candidate;
}

function plainForm(name: string): string {
  return name.toLowerCase().replace(/[._-]/g, '');
}

/** Levenshtein's distance. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
