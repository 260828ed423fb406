import { valueOf } from '../sources/source.ts';
import type { PortalPrincipal, Sources } from '../sources/sources.ts';

/** Who used Partner Center’s pages without MFA. */
export interface PortalTable {
  readonly total: number;
  /** Of the first that Microsoft named the latest first. At most `mostRows`. */
  readonly rows: readonly PortalPrincipal[];
  /** How many rows more there would be. */
  readonly leftOut: number;
}

export function createPortalTable({ portal }: Pick<Sources, 'portal'>): PortalTable | undefined {
  const read = valueOf(portal);
  if (read === undefined) return undefined;
  const { count: total, principals } = read;
  const rows = principals.toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));
  return { total, rows, leftOut: total - rows.length };
}
