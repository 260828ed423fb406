/** A version of a grant, and when it was recorded. */
export interface RecordedVersion {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the records say that was stored of a grant since an instant. */
export interface RecordedSince {
  /** The highest version. */
  readonly renewed?: RecordedVersion;
  /** The version that had been stored when, later, one that is not newer was stored: the row had been put back in between. */
  readonly repeated?: RecordedVersion;
}

/** The versions of one grant that were stored, by any writer. */
export interface StoredVersions {
  add(version: number, at: number): void;
  /** @param at what was recorded later counts, epoch milliseconds */
  since(at: number): RecordedSince;
}

/**
 * By then what was done is stored and recorded, by whichever replica: their clocks may be 90 seconds off, each to another
 * side, and a request takes its time. What is closer together says nothing of the order.
 */
export const settledAfterMs = 5 * 60_000;

/** Keeps twelve bytes for each version: a grant is renewed every day, for years, and there are thousands of them. */
export function createStoredVersions(): StoredVersions {
  let versions = new Uint32Array(4);
  let instants = new Float64Array(4);
  let length = 0;
  let isInOrder = true;

  const putInOrder = (): void => {
    if (isInOrder) return;
    const order = Array.from(instants.subarray(0, length), (_, index) => index).toSorted(
      (one, other) => (instants[one] ?? 0) - (instants[other] ?? 0),
    );
    versions = Uint32Array.from(order, (index) => versions[index] ?? 0);
    instants = Float64Array.from(order, (index) => instants[index] ?? 0);
    isInOrder = true;
  };

  const get = (index: number): RecordedVersion => ({
    version: versions[index] ?? 0,
    at: instants[index] ?? 0,
  });

  return {
    add(version, at) {
      if (length === versions.length) {
        versions = grow(versions, new Uint32Array(length * 2));
        instants = grow(instants, new Float64Array(length * 2));
      }
      if (length > 0 && at < get(length - 1).at) isInOrder = false;
      versions[length] = version;
      instants[length] = at;
      length += 1;
    },

    since(at) {
      putInOrder();
      let renewed: RecordedVersion | undefined;
      let repeated: RecordedVersion | undefined;
      /** The highest of those that were surely stored before the one that is looked at; `next` is the first that was not. */
      let before: RecordedVersion | undefined;
      let next = firstAfter(instants, length, at);
      for (let index = next; index < length && repeated === undefined; index++) {
        const one = get(index);
        for (; one.at > get(next).at + settledAfterMs; next++) before = higher(before, get(next));
        if (before !== undefined && one.version <= before.version) repeated = before;
      }
      for (let index = firstAfter(instants, length, at); index < length; index++) {
        renewed = higher(renewed, get(index));
      }
      return { ...(renewed && { renewed }), ...(repeated && { repeated }) };
    },
  };
}

function grow<T extends Uint32Array | Float64Array>(full: T, larger: T): T {
  larger.set(full);
  return larger;
}

/** @returns `length` when there is none */
function firstAfter(instants: Float64Array, length: number, at: number): number {
  const found = instants.subarray(0, length).findIndex((instant) => instant > at);
  return found === -1 ? length : found;
}

function higher(known: RecordedVersion | undefined, other: RecordedVersion): RecordedVersion {
  return known !== undefined && known.version >= other.version ? known : other;
}
