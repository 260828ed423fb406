/** A bound on how many customers are at work at once, over all sweeps of a process. */
export interface Places {
  readonly size: number;
  /** @returns what gives the place back; undefined where none is free */
  tryTake(): (() => void) | undefined;
  /** Calls back whenever a place may be free. @returns what ends it */
  onFree(listener: () => void): () => void;
}

/** Makes the places that the sweeps of a process share: so many customers are worked on at once. */
export function createPlaces(size: number): Places {
  let free = size;
  const listeners = new Set<() => void>();
  /** Whoever was told first is told last the next time. */
  const tell = (): void => {
    const told = [...listeners];
    const [first] = told;
    if (first !== undefined && listeners.delete(first)) listeners.add(first);
    for (const listener of told) listener();
  };
  return {
    size,
    tryTake() {
      if (free === 0) return undefined;
      free -= 1;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        free += 1;
        tell();
      };
    },
    onFree(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
