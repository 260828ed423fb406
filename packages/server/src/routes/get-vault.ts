import { type ConsentryError, readId, readTenantId, type VaultName } from '@consentry/core';
import type { AnswerOf, RequestOf } from '@consentry/core/contract';
import type { Exchange } from '../http/exchange.ts';
import type { MoveProgress } from '../jobs/move-progress.ts';
import type { GrantScope } from '../stores/grant-survey.ts';
import type { RouteDeps } from './route-deps.ts';

/** @throws ConsentryError `store_unavailable` */
export function getVault(deps: RouteDeps, exchange: Exchange<'getVault'>): Promise<AnswerOf<'getVault'>> {
  return describeVaults(deps, readScope(exchange.input.query));
}

/** @throws ConsentryError `invalid_request` */
export function readScope({ partner, grant }: RequestOf<'moveGrants'>['body']): GrantScope {
  return {
    ...(partner !== undefined && { partner: readTenantId(partner) }),
    ...(grant !== undefined && { grant: readId('GrantId', grant) }),
  };
}

const vaults = ['database', 'key-vault'] as const satisfies readonly VaultName[];
/** So many failures are told one by one. */
const mostFailures = 100;

/**
 * Counts the grants in each vault, and says how far the last move of this broker has come.
 * @throws ConsentryError `store_unavailable`
 */
export async function describeVaults(
  { store, vault: { into, configured }, vaultMove }: Pick<RouteDeps, 'store' | 'vault' | 'vaultMove'>,
  scope: GrantScope,
): Promise<AnswerOf<'getVault'>> {
  const counts = await store.survey.countByVault(scope);
  const described = vaults.map((vault) => {
    const here = counts.filter((one) => one.vault === vault);
    const sum = (isMeant: (state: string) => boolean): number =>
      here.reduce((total, { state, count }) => total + (isMeant(state) ? count : 0), 0);
    return {
      vault,
      isConfigured: configured.includes(vault),
      grants: sum((state) => state !== 'revoked'),
      revoked: sum((state) => state === 'revoked'),
    };
  });
  const progress = vaultMove.progress();
  return {
    into,
    vaults: described,
    left: described.reduce((total, { vault, grants }) => total + (vault === into ? 0 : grants), 0),
    ...(progress && { move: describeMove(progress) }),
  };
}

function describeMove({ startedAt, endedAt, into, total, moved, passed, failures, stoppedBy }: MoveProgress) {
  return {
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
    into,
    total,
    moved,
    passed,
    failed: failures.length,
    failures: failures
      .slice(0, mostFailures)
      .map(({ grant, partner, error }) => ({ grant, partner, ...describeRefusal(error) })),
    ...(stoppedBy && { stoppedBy: describeRefusal(stoppedBy) }),
  };
}

function describeRefusal({ code, message, remedy }: ConsentryError) {
  return { code, message, remedy };
}
