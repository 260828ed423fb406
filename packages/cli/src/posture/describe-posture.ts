import {
  isReadable,
  type PostureReport,
  type PostureSummary,
  verdictOf,
} from '@consentry/core/posture-report';
import { plain } from '../terminal/plain.ts';
import { table } from '../terminal/table.ts';

/** What became of one of many partners. */
export type PartnerOutcome =
  | { readonly partner: string; readonly report: PostureReport }
  | { readonly partner: string; readonly code: string; readonly remedy: string };

const verdicts = {
  'not-met': 'not met',
  'not-seen': 'not all seen',
  'nothing-found': 'nothing found',
} as const;

/** A line for each partner, and below what keeps a report from being made. */
export function describePartners(outcomes: readonly PartnerOutcome[]): string {
  if (outcomes.length === 0) return 'There is no partner yet: invite one with `consentry invite`.';
  const remedies = new Map(
    outcomes.flatMap((outcome) => ('report' in outcome ? [] : [[outcome.code, outcome.remedy] as const])),
  );
  return [
    table(
      ['partner', 'name', 'requirements', 'high', 'medium', 'low', 'accounts', 'API calls', 'unread'],
      outcomes.map(toRow),
    ),
    ...(remedies.size === 0 ? [] : ['']),
    ...[...remedies].flatMap(([code, remedy]) => [code, `  To do: ${plain(remedy)}`]),
  ].join('\n');
}

function toRow(outcome: PartnerOutcome): readonly string[] {
  if (!('report' in outcome)) return [outcome.partner, '', outcome.code];
  const { partner, report } = outcome;
  const { findings, unread, figures, organization } = report;
  return [
    partner,
    organization?.name ?? '',
    verdicts[verdictOf(report)],
    ...(['high', 'medium', 'low'] as const).map((severity) =>
      String(findings.filter((finding) => finding.severity === severity).length),
    ),
    percentOf(figures, 'accounts-with-mfa'),
    percentOf(figures, 'api-requests-with-mfa'),
    String(unread.filter(isReadable).length),
  ];
}

/** A line for each report, the newest first. */
export function describeHistory(items: readonly PostureSummary[]): string {
  if (items.length === 0) return 'No report was made yet: consentry posture --partner TENANT';
  return table(
    ['made', 'high', 'medium', 'low', 'accounts', 'API calls', 'report'],
    items.map(({ at, findings, figures, id }) => [
      at,
      String(findings.high ?? 0),
      String(findings.medium ?? 0),
      String(findings.low ?? 0),
      percentOf(figures, 'accounts-with-mfa'),
      percentOf(figures, 'api-requests-with-mfa'),
      id,
    ]),
  );
}

/** Such as 90.9 %, or ~90.9 % where it is an estimate; a dash where there is nothing to divide, and ? where nobody knows. */
function percentOf(
  figures: PostureReport['figures'],
  wanted: PostureReport['figures'][number]['name'],
): string {
  const figure = figures.find(({ name }) => name === wanted);
  if (figure === undefined || figure.kind === 'not-available') return '?';
  if (figure.percent === undefined) return '-';
  return `${figure.kind === 'estimate' ? '~' : ''}${figure.percent} %`;
}
