/** What was looked up, in memory: the least recently used goes when it is full. */
export interface Memo<Key, Found extends object | undefined> {
  /** At once when it is known; otherwise as `load` finds it, once for all who ask meanwhile. */
  get(key: Key): Found | Promise<Found>;
  /** Forgets everything, and keeps nothing that was being looked up. */
  forget(): void;
}

/** @param load what it does not find is not kept, so that made-up keys push nothing out */
export function createMemo<Key, Found extends object | undefined>(
  limit: number,
  load: (key: Key) => Promise<Found>,
): Memo<Key, Found> {
  let kept = new Map<Key, Found>();
  let loading = new Map<Key, Promise<Found>>();

  const keep = (key: Key, found: Found): void => {
    if (kept.size >= limit) {
      const [oldest] = kept.keys();
      kept.delete(oldest as Key);
    }
    kept.set(key, found);
  };

  const start = (key: Key): Promise<Found> => {
    const [keptAtStart, loadingAtStart] = [kept, loading];
    const started = load(key)
      .then((found) => {
        // What was forgotten meanwhile may have changed after it was read.
        if (found !== undefined && kept === keptAtStart) keep(key, found);
        return found;
      })
      .finally(() => loadingAtStart.delete(key));
    loading.set(key, started);
    return started;
  };

  return {
    get(key) {
      const known = kept.get(key);
      if (known === undefined) return loading.get(key) ?? start(key);
      kept.delete(key);
      kept.set(key, known);
      return known;
    },
    forget() {
      kept = new Map();
      loading = new Map();
    },
  };
}
