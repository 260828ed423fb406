import type { Source } from './sources/source.ts';
import type { SourceName } from './sources/source-table.ts';

/**
 * A share of Microsoft’s status report. What is unknown counts in the whole and never in the part: it is never taken for good.
 * @see Partner Center, "Security requirements status report" (2026-11)
 */
export type Figure =
  | {
      readonly name: FigureName;
      /** `reported`: Microsoft’s own counts. `estimate`: counted by us from what Graph shows, which is not how Microsoft counts. */
      readonly kind: 'reported' | 'estimate';
      /** From 0 to 100, with one digit behind the point, rounded down: 99.96 is not 100. Undefined where the whole is empty. */
      readonly percent: number | undefined;
      readonly part: number;
      readonly whole: number;
      /** How many of the whole nobody could tell anything of. */
      readonly unknown: number;
      readonly from: readonly SourceName[];
      /** When the oldest of its sources was read, epoch milliseconds. */
      readonly at: number;
    }
  | {
      readonly name: FigureName;
      readonly kind: 'not-available';
      /** `not_available_by_api`, or the code of the source that could not be read. */
      readonly code: string;
      readonly remedy: string;
      readonly from: readonly SourceName[];
      readonly at: number;
    };

/** The three shares, in the order of Microsoft’s report. */
export const figureNames = [
  'accounts-with-mfa',
  'portal-requests-with-mfa',
  'api-requests-with-mfa',
] as const;

/** The name of a figure in a report. */
export type FigureName = (typeof figureNames)[number];

/** The share of a part in a whole, from 0 to 100. Undefined of an empty whole: that is neither good nor bad. */
export function percentOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : Math.floor((part * 1000) / whole) / 10;
}

/** An account as the first share counts it. */
export interface CountedAccount {
  readonly isEnabled: boolean | undefined;
  /** Whether MFA is wanted of it at every sign-in. Undefined where that cannot be told. */
  readonly isEnforced: boolean | undefined;
}

/**
 * The share of enabled accounts of which MFA is wanted. Disabled ones are left out; of one of which Graph does not say it, it is
 * taken that it is enabled.
 */
export function accountFigure(
  accounts: Iterable<CountedAccount>,
  from: readonly SourceName[],
  at: number,
): Figure {
  let [part, whole, unknown] = [0, 0, 0];
  for (const { isEnabled, isEnforced } of accounts) {
    if (isEnabled === false) continue;
    whole += 1;
    if (isEnforced === true) part += 1;
    if (isEnforced === undefined) unknown += 1;
  }
  const percent = percentOf(part, whole);
  return { name: 'accounts-with-mfa', kind: 'estimate', percent, part, whole, unknown, from, at };
}

/** The share of calls in somebody’s name that carried MFA, from Microsoft’s own counts. Calls of an application alone are in none. */
export function apiFigure(
  source: Source<readonly { readonly total: number; readonly withMfa: number }[]>,
): Figure {
  const name = 'api-requests-with-mfa';
  if (source.outcome === 'unreadable') return unavailable(name, 'applications', source);
  const part = source.value.reduce((sum, { withMfa }) => sum + withMfa, 0);
  const whole = source.value.reduce((sum, { total }) => sum + total, 0);
  const [percent, from] = [percentOf(part, whole), ['applications'] as const];
  return { name, kind: 'reported', percent, part, whole, unknown: 0, from, at: source.at };
}

/**
 * The share of operations on Partner Center’s pages. Microsoft gives who did some without MFA, by API, and never how many there were.
 * @param at when the report was made
 */
export function portalFigure(at: number): Figure {
  return {
    name: 'portal-requests-with-mfa',
    kind: 'not-available',
    code: 'not_available_by_api',
    remedy: 'Read it in Partner Center: Settings > Account settings > Security requirements status.',
    from: ['portal'],
    at,
  };
}

/** A figure whose source could not be read. */
export function unavailable(
  name: FigureName,
  from: SourceName,
  { code, remedy, at }: { readonly code: string; readonly remedy: string; readonly at: number },
): Figure {
  return { name, kind: 'not-available', code, remedy, from: [from], at };
}
