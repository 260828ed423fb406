/** Finds the records that have a key. */
export type Lookup<T> = (records: readonly T[], key: string) => readonly T[];

interface Index<T> {
  groups: Map<string, T[]>;
  /** How many records were read, and the last of them: enough to see that records came or went. */
  size: number;
  last: T | undefined;
}

/**
 * Creates a lookup that indexes an array when it is first asked, so that a request does not walk through ten thousand records.
 *
 * The world is live. Added records are read in, and an array from which records went, or a record that no longer has the key
 * it was found by, makes the index anew. Where the index has nothing, every record is looked at.
 *
 * @param keysOf the keys that a record is found by
 */
export function createLookup<T extends object>(keysOf: (record: T) => readonly string[]): Lookup<T> {
  const indexes = new WeakMap<readonly T[], Index<T>>();
  return (records, key) => {
    const index = refresh(indexes.get(records), records, keysOf);
    indexes.set(records, index);
    const found = index.groups.get(key);
    if (found?.every((record) => keysOf(record).includes(key))) return found;
    const seen = records.filter((record) => keysOf(record).includes(key));
    if (found !== undefined || seen.length > 0) indexes.delete(records);
    return seen;
  };
}

function refresh<T>(
  known: Index<T> | undefined,
  records: readonly T[],
  keysOf: (record: T) => readonly string[],
): Index<T> {
  const hasGrown =
    known !== undefined && records.length >= known.size && records[known.size - 1] === known.last;
  const index: Index<T> = hasGrown ? known : { groups: new Map(), size: 0, last: undefined };
  for (; index.size < records.length; index.size += 1) {
    const record = records[index.size];
    if (record === undefined) continue;
    index.last = record;
    for (const key of new Set(keysOf(record))) {
      const group = index.groups.get(key);
      if (group === undefined) index.groups.set(key, [record]);
      else group.push(record);
    }
  }
  return index;
}
