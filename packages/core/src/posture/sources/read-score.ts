import type { Api } from '../../apis/api.ts';
import { ConsentryError } from '../../errors.ts';
import { objectOf, textOf } from '../../http/read-fields.ts';
import { sourceTable } from './source-table.ts';
import type { Score, ScoreRequirement } from './sources.ts';

/**
 * The partner’s security score and its requirements. Microsoft’s example wraps the object in `value`; both forms are read, and so are
 * both spellings of "non-compliant".
 *
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/partner-security-partnersecurityscore-get?view=graph-rest-beta (2026-11)
 */
export async function readScore(api: Api): Promise<Score> {
  const path = `${sourceTable.score.path}?$expand=requirements`;
  const { json } = await api.call({ method: 'GET', path });
  const outer = objectOf(json);
  const score = 'value' in outer ? objectOf(outer['value']) : outer;
  const { currentScore: current, maxScore: max, requirements } = score;
  if (typeof current !== 'number' || typeof max !== 'number' || !Array.isArray(requirements))
    throw new ConsentryError('api_bad_response');
  return { current, max, requirements: requirements.map(readRequirement) };
}

function readRequirement(value: unknown): ScoreRequirement {
  const requirement = objectOf(value);
  const { complianceStatus: status, score, maxScore } = requirement;
  const isUnmet = status === 'noncomplaint' || status === 'noncompliant' || status === 'nonCompliant';
  return {
    type: textOf(requirement['requirementType']) ?? 'unknown',
    isMet: status === 'compliant' ? true : isUnmet ? false : undefined,
    score: typeof score === 'number' ? score : 0,
    maxScore: typeof maxScore === 'number' ? maxScore : 0,
    actionUrl: textOf(requirement['actionUrl']),
  };
}
