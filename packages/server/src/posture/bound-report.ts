import type { KeptReport, PostureFinding } from '../stores/posture-reports.ts';

/** A report takes no more of the store, whatever a tenant holds. */
export const mostReportBytes = 1024 * 1024;

/** How many rows of a table, and how many examples of a finding, from as many as there are to none. */
const steps = [
  { rows: Number.POSITIVE_INFINITY, examples: Number.POSITIVE_INFINITY },
  { rows: 200, examples: Number.POSITIVE_INFINITY },
  { rows: 50, examples: 3 },
  { rows: 0, examples: 0 },
] as const;

/**
 * Makes a report as small as it must be. First rows of the tables and examples go, for the counts stay; then the findings that matter
 * least, and the report says how many. What is left out was not looked for, as far as the next report can tell.
 */
export function boundReport(kept: KeptReport): KeptReport {
  for (const { rows, examples } of steps) {
    const cut = withExamples(withRows(kept, rows), examples);
    if (fits(cut)) return cut;
  }
  const bare = withExamples(withRows({ ...kept, unseen: [] }, 0), 0);
  for (let most = bare.report.findings.length; ; most = Math.floor(most / 2)) {
    const cut = withFindings(bare, most);
    if (most === 0 || fits(cut)) return cut;
  }
}

function fits(kept: KeptReport): boolean {
  return Buffer.byteLength(JSON.stringify(kept)) <= mostReportBytes;
}

/** The gravest come first, and each table says how many it has not. */
function withRows({ report, unseen }: KeptReport, most: number): KeptReport {
  const cut = <Table extends { readonly rows: readonly unknown[]; readonly leftOut: number }>(
    table: Table | undefined,
  ): Table | undefined =>
    table && {
      ...table,
      rows: table.rows.slice(0, most),
      leftOut: table.leftOut + Math.max(0, table.rows.length - most),
    };
  const { accounts, applications, methods, portal } = report.tables;
  const tables = {
    ...(accounts !== undefined && { accounts: cut(accounts) }),
    ...(applications !== undefined && { applications: cut(applications) }),
    ...(methods !== undefined && { methods: cut(methods) }),
    ...(portal !== undefined && { portal: cut(portal) }),
  };
  return { report: { ...report, tables }, unseen };
}

function withExamples({ report, unseen }: KeptReport, most: number): KeptReport {
  const cut = <Found extends PostureFinding>(finding: Found): Found => {
    const { evidence } = finding;
    return { ...finding, evidence: { ...evidence, examples: evidence.examples.slice(0, most) } };
  };
  const { since } = report;
  return {
    report: {
      ...report,
      findings: report.findings.map(cut),
      ...(since !== undefined && {
        since: { ...since, fixed: since.fixed.map(cut), unknown: since.unknown.map(cut) },
      }),
    },
    unseen: unseen.map((one) => ({ ...one, finding: cut(one.finding) })),
  };
}

/** The gravest come first. */
function withFindings({ report, unseen }: KeptReport, most: number): KeptReport {
  const { findings, since, unread } = report;
  const rest = findings.length - most;
  const leftOut = {
    source: 'report',
    code: 'incomplete',
    remedy: 'Mend the gravest findings, and make the report again: there are more than a report can hold.',
    count: rest,
  };
  return {
    report: {
      ...report,
      findings: findings.slice(0, most),
      unread: rest > 0 ? [...unread, leftOut] : unread,
      ...(since !== undefined && {
        since: { ...since, fixed: since.fixed.slice(0, most), unknown: since.unknown.slice(0, most) },
      }),
    },
    unseen,
  };
}
