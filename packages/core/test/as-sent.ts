import { postureReport } from '../src/contract/posture.ts';
import { remarkTable } from '../src/posture/judged-as.ts';
import type { Report } from '../src/posture/assess.ts';
import type { PostureReport } from '../src/posture-report/report.ts';

/** A report of core in the form of the contract, as the first of its partner: every instant as it passes the wire. */
export function asSent(report: Report): PostureReport {
  const { at, judgedAs } = report;
  const sent = {
    ...report,
    id: `pos_${'H'.repeat(22)}`,
    findings: report.findings.map((finding) => ({ ...finding, firstSeenAt: at, change: 'same' })),
    judgedAs: { ...judgedAs, remarks: judgedAs.remarks.map((id) => ({ id, text: remarkTable[id] })) },
    grants: [],
  };
  return postureReport.parse(JSON.parse(JSON.stringify(sent), withInstant));
}

function withInstant(name: string, value: unknown): unknown {
  const isInstant = typeof value === 'number' && (name === 'at' || name.endsWith('At'));
  return isInstant ? new Date(value).toISOString() : value;
}
