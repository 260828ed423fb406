import { postureReport } from '../src/contract/posture.ts';
import { remarkTable } from '../src/posture/judged-as.ts';
import type { Report } from '../src/posture/assess.ts';
import type { PostureReport } from '../src/posture-report/report.ts';

/** A report of core in the form of the contract, as the first of its partner: every instant as it passes the wire. */
export function asSent(report: Report): PostureReport {
  const at = instant(report.at);
  const findings = report.findings.map(({ evidence, ...finding }) => ({
    ...finding,
    evidence: { ...evidence, facts: withInstants(evidence.facts) },
    firstSeenAt: at,
    change: 'same',
  }));
  const figures = report.figures.map((figure) => ({ ...figure, at: instant(figure.at) }));
  const judgedAs = {
    ...report.judgedAs,
    remarks: report.judgedAs.remarks.map((id) => ({ id, text: remarkTable[id] })),
  };
  const tables = Object.fromEntries(
    Object.entries<{ readonly rows: readonly object[] } | undefined>({ ...report.tables }).map(
      ([name, table]) => [
        name,
        table && { ...table, rows: table.rows.map((row) => withInstants({ ...row })) },
      ],
    ),
  );
  const sent = {
    ...report,
    tables,
    judgedAs,
    id: `pos_${'H'.repeat(22)}`,
    at,
    figures,
    findings,
    grants: [],
  };
  return postureReport.parse(JSON.parse(JSON.stringify(sent)));
}

function withInstants(facts: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? instant(value) : value,
    ]),
  );
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
