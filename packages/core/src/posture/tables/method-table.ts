import { valueOf } from '../sources/source.ts';
import { type Registrations, mostRows, type Sources } from '../sources/sources.ts';

/** How many accounts registered each method. An account may have several. */
export interface MethodTable {
  /** Microsoft’s report, or the reading of each account. Both are of enabled accounts, and have names of their own for methods. */
  readonly from: Registrations['from'];
  /** The most frequent first. At most `mostRows`. */
  readonly rows: readonly { readonly method: string; readonly accounts: number }[];
  /** How many rows more there would be. */
  readonly leftOut: number;
}

export function createMethodTable({
  registrations,
}: Pick<Sources, 'registrations'>): MethodTable | undefined {
  const read = valueOf(registrations);
  if (read === undefined) return undefined;
  const rows = [...read.methods]
    .map(([method, accounts]) => ({ method, accounts }))
    .toSorted((a, b) => b.accounts - a.accounts || (a.method < b.method ? -1 : 1));
  return {
    from: read.from,
    rows: rows.slice(0, mostRows),
    leftOut: Math.max(0, rows.length - mostRows),
  };
}
