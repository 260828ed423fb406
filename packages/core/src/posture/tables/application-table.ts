import { percentOf } from '../share.ts';
import { valueOf } from '../sources/source.ts';
import { mostRows, type Sources } from '../sources/sources.ts';

/** Applications that call Partner Center in somebody’s name, by Microsoft’s own counts. */
export interface ApplicationTable {
  /** Those with the most calls without MFA first. At most `mostRows`. */
  readonly rows: readonly ApplicationRow[];
  /** How many rows more there would be. */
  readonly leftOut: number;
}

/** The requests of one application at Partner Center, and how many carried MFA. */
export interface ApplicationRow {
  readonly id: string;
  /** As Microsoft gave it: whoever shows it makes it inert. */
  readonly name: string;
  readonly total: number;
  readonly withoutMfa: number;
  /** Rounded down, with one digit behind the point. Undefined where there were no calls. */
  readonly percentWithMfa: number | undefined;
  /** Of the newest 10,000 calls the last; else the last day that has one, at its beginning (UTC). Epoch milliseconds. */
  readonly lastWithoutMfaAt: number | undefined;
  /** The first who called without MFA, of the newest 10,000 calls. Undefined where these could not be read. */
  readonly accounts: readonly string[] | undefined;
}

export function createApplicationTable(
  sources: Pick<Sources, 'applications' | 'requests'>,
): ApplicationTable | undefined {
  const applications = valueOf(sources.applications);
  if (applications === undefined) return undefined;
  const callers = valueOf(sources.requests);
  const rows = applications.map(({ id, name, total, withMfa, lastWithoutMfaAt }) => {
    const calls = callers?.get(id);
    return {
      id,
      name,
      total,
      withoutMfa: total - withMfa,
      percentWithMfa: percentOf(withMfa, total),
      lastWithoutMfaAt: calls?.lastAt ?? lastWithoutMfaAt,
      accounts: callers && [...(calls?.accounts ?? [])],
    };
  });
  const sorted = rows.toSorted((a, b) => b.withoutMfa - a.withoutMfa || b.total - a.total);
  return { rows: sorted.slice(0, mostRows), leftOut: Math.max(0, rows.length - mostRows) };
}
