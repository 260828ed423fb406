import type { JournalledEntry } from '../stores/revocations/revocation-line.ts';
import type { StopScope } from '../stores/stops.ts';

type Switched = Extract<JournalledEntry, { readonly act: 'stop' | 'resume' }>;

interface Placed {
  readonly entry: Switched;
  readonly journal: number;
  /** Its place in the journal. */
  readonly index: number;
}

/** How far the clocks of replicas may be apart. */
const clocksDifferMs = 5 * 60_000;

/**
 * What is stopped when journals end. A stop counts from whatever store and whether it verifies or not; it is over only by an
 * authentic resume of this store that certainly followed: in the same journal by its place, in another one by clocks. Where
 * the order is not certain it stays stopped.
 *
 * @param journals of each replica, in the order of writing
 * @param store the id of the store that is restored
 */
export function findStopped(
  journals: readonly (readonly JournalledEntry[])[],
  store: string,
): readonly StopScope[] {
  const placed = journals.flatMap((entries, journal) =>
    entries.flatMap((entry, index) => (isSwitched(entry) ? [{ entry, journal, index }] : [])),
  );
  const resumes = placed.filter(
    ({ entry }) => entry.act === 'resume' && entry.authentic && entry.store === store,
  );
  const stops = placed.filter(
    (one) => one.entry.act === 'stop' && !resumes.some((other) => certainlyFollows(other, one)),
  );
  return [...new Set(stops.map(({ entry }) => entry.of))];
}

function isSwitched(entry: JournalledEntry): entry is Switched {
  return entry.act === 'stop' || entry.act === 'resume';
}

function certainlyFollows(resume: Placed, stop: Placed): boolean {
  if (resume.entry.of !== stop.entry.of) return false;
  if (resume.journal === stop.journal) return resume.index > stop.index;
  return resume.entry.at > stop.entry.at + clocksDifferMs;
}
