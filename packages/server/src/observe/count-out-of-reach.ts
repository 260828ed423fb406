import type { VaultName } from '@consentry/core';
import type { GrantSurvey } from '../stores/grant-survey.ts';

/**
 * How many grants that were not revoked have their refresh tokens in a vault that is not configured. They hand out nothing
 * that is not cached, and nothing marks them.
 * @throws ConsentryError `store_unavailable`
 */
export async function countOutOfReach(
  survey: Pick<GrantSurvey, 'countByVault'>,
  configured: readonly VaultName[],
): Promise<number> {
  // With both at hand nothing is out of reach.
  if (configured.includes('key-vault')) return 0;
  return (await survey.countByVault())
    .filter(({ vault, state }) => !configured.includes(vault) && state !== 'revoked')
    .reduce((sum, { count }) => sum + count, 0);
}
