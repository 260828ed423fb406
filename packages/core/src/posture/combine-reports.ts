import { byGravity, type FindingSeverity } from './findings/finding.ts';
import { type FigureName, figureNames, percentOf } from './share.ts';

/**
 * As much of a report as is put beside others. Instants are epoch milliseconds, or RFC 3339 in UTC: all in the same form, so that the
 * earlier one is the smaller.
 */
export interface CombinableReport<At extends number | string> {
  readonly partner: string;
  readonly figures: readonly CombinableFigure<At>[];
  readonly findings: readonly CombinableFinding[];
}

type CombinableFigure<At> =
  | (Counts & {
      readonly name: FigureName;
      readonly kind: 'reported' | 'estimate';
      readonly at: At;
    })
  | { readonly name: FigureName; readonly kind: 'not-available'; readonly code: string; readonly at: At };

interface CombinableFinding {
  readonly id: string;
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly evidence: { readonly count?: number | undefined };
}

/** A part in a whole, and how many of the whole nobody could tell anything of. */
interface Counts {
  readonly part: number;
  readonly whole: number;
  readonly unknown: number;
}

/** A partner that is not in a sum, and why: a code. */
export interface LeftOut {
  readonly partner: string;
  readonly code: string;
}

/** The sum of a figure over those partners that have it. It says nothing of those that are left out, neither good nor bad. */
export type CombinedFigure<At> =
  | (Counts & {
      readonly name: FigureName;
      /** `estimate` where one of them is. */
      readonly kind: 'reported' | 'estimate';
      /** Of the sums: never the mean of shares. @see percentOf */
      readonly percent: number | undefined;
      /** Whose figures are summed. */
      readonly partners: readonly string[];
      readonly leftOut: readonly LeftOut[];
      /** When the oldest of them was read. */
      readonly at: At;
    })
  | { readonly name: FigureName; readonly kind: 'not-available'; readonly leftOut: readonly LeftOut[] };

/** The findings of one id, of whichever partners. */
export interface CombinedFinding {
  readonly id: string;
  readonly title: string;
  /** The gravest that it has at one of them. */
  readonly severity: FindingSeverity;
  /** How many accounts, calls or grants. Undefined where it is unknown at one of them. */
  readonly count: number | undefined;
  readonly partners: readonly string[];
}

/** The reports of several partners as one. Figures are added up; nothing is averaged. */
export interface CombinedReport<At> {
  readonly figures: readonly CombinedFigure<At>[];
  /** The gravest first. */
  readonly findings: readonly CombinedFinding[];
}

/**
 * Sums the reports of several partners, or of several tenants of one. Parts and wholes are summed, and what is unknown stays
 * unknown. A partner without a report is named in each figure.
 *
 * @param reports one of each partner; another of the same is a `TypeError`, for it would count twice
 * @param missing partners that no report was to be had of
 */
export function combineReports<At extends number | string>(
  reports: readonly CombinableReport<At>[],
  missing: readonly LeftOut[],
): CombinedReport<At> {
  const partners = [...reports, ...missing].map(({ partner }) => partner);
  if (new Set(partners).size < partners.length) throw new TypeError('a partner is named twice');
  return {
    figures: figureNames.map((name) => combineFigure(name, reports, missing)),
    findings: combineFindings(reports),
  };
}

function combineFigure<At extends number | string>(
  name: FigureName,
  reports: readonly CombinableReport<At>[],
  missing: readonly LeftOut[],
): CombinedFigure<At> {
  const leftOut = [...missing];
  const partners: string[] = [];
  const sum = { part: 0, whole: 0, unknown: 0 };
  let isEstimate = false;
  let oldest: At | undefined;
  for (const { partner, figures } of reports) {
    const figure = figures.find((one) => one.name === name);
    if (figure === undefined || figure.kind === 'not-available') {
      leftOut.push({ partner, code: figure?.code ?? 'not_available_by_api' });
      continue;
    }
    partners.push(partner);
    sum.part += figure.part;
    sum.whole += figure.whole;
    sum.unknown += figure.unknown;
    isEstimate ||= figure.kind === 'estimate';
    if (oldest === undefined || figure.at < oldest) oldest = figure.at;
  }
  if (oldest === undefined) return { name, kind: 'not-available', leftOut };
  const kind = isEstimate ? 'estimate' : 'reported';
  const percent = percentOf(sum.part, sum.whole);
  return { name, kind, percent, ...sum, partners, leftOut, at: oldest };
}

function combineFindings(reports: readonly CombinableReport<number | string>[]): readonly CombinedFinding[] {
  const byId = new Map<string, CombinedFinding>();
  for (const { partner, findings } of reports)
    for (const { id, title, severity, evidence } of findings) {
      const known = byId.get(id);
      if (known === undefined)
        byId.set(id, { id, title, severity, count: evidence.count, partners: [partner] });
      else
        byId.set(id, {
          ...known,
          severity: byGravity({ severity }, known) < 0 ? severity : known.severity,
          count: addKnown(known.count, evidence.count),
          partners: known.partners.includes(partner) ? known.partners : [...known.partners, partner],
        });
    }
  return [...byId.values()].toSorted(byGravity);
}

function addKnown(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}
