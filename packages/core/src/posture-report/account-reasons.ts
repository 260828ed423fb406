import type { ReportAccount } from './report.ts';
import type { Telling } from './telling.ts';
import { visible } from '../visible.ts';

/** Why MFA is required of an account, or is not: by what, and the ways round. Inert text, a reason each. */
export function whyOf(telling: Telling, row: ReportAccount): readonly string[] {
  const w = telling.words.tables.accounts;
  return [
    ...row.coveredBy.map((one) => `${w.coveredBy} ${nameOf(telling, one)}`),
    ...row.waysRound.map(
      ({ policy, gaps }) => `${w.waysRound} (${visible(policy.name)}): ${gaps.map(telling.gap).join('; ')}`,
    ),
    ...row.excludedBy.map(({ policy, by }) => `${w.excludedBy} ${visible(policy.name)} (${w.by[by]})`),
    ...row.reportedBy.map(({ name }) => `${w.reportedBy} ${visible(name)}`),
  ];
}

function nameOf({ words }: Telling, covered: ReportAccount['coveredBy'][number]): string {
  const w = words.tables.accounts;
  if (covered.by === 'policy') return visible(covered.policy.name);
  return covered.by === 'security-defaults' ? w.securityDefaults : w.perUserMfa;
}
