/** How long a code is remembered, so that its second use is told from a code that never was. */
export const USED_CODE_LIFE_MS = 24 * 60 * 60_000;

/** How many entries a map of the state holds at most. The oldest goes for the newest. */
const MOST_ENTRIES = 1_000_000;

/**
 * Puts something into a map of the state, and forgets what is of no more use. The oldest stand first in a map: the search ends at the
 * first that is still of use, so that each entry is looked at about once.
 *
 * @param isUseless true for an entry that changes no answer any more, or only its number
 */
export function remember<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  isUseless: (entry: T) => boolean,
): void {
  for (const [oldKey, entry] of map) {
    if (map.size < MOST_ENTRIES && !isUseless(entry)) break;
    map.delete(oldKey);
  }
  map.delete(key);
  map.set(key, value);
}
