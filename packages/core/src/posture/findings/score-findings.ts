import type { Posture } from '../posture.ts';
import { valueOf } from '../sources/source.ts';
import { type Finding, findingMaker, type FindingRow } from './finding.ts';

/** What Microsoft’s score asks for. The link and click paths are as known in 2026-11; they were not opened. */
export const scoreRows = {
  score_requirement_not_met: {
    severity: 'medium',
    title: 'A requirement of the partner’s security score is not met',
    owner: 'global-administrator',
    remedy: {
      steps: 'Partner Center > Security > Security requirements > the requirement > Action required.',
      link: 'https://learn.microsoft.com/partner-center/security/security-requirements',
    },
  },
} as const satisfies Record<string, FindingRow>;

const finding = findingMaker(scoreRows);

export function findScoreFindings({ sources }: Posture): readonly Finding[] {
  return (valueOf(sources.score)?.requirements ?? [])
    .filter(({ isMet }) => isMet === false)
    .map(({ type, score, maxScore }) =>
      finding('score_requirement_not_met', type, { facts: { score, maxScore } }),
    );
}
