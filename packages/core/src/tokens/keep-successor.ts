import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { Clock } from '../ports.ts';
import type { GrantStore, SealedGrant } from '../vault/grant-store.ts';
import { sealSuccessor } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { GrantEvents } from './grant-events.ts';
import type { Target } from './target.ts';

/** Entra leaves the old refresh token valid, so a successor is stored once a day and not each time. */
const keepEveryMs = 24 * 60 * 60 * 1000;

interface KeepSuccessorDeps {
  readonly grants: GrantStore;
  readonly vault: Vault;
  readonly events: GrantEvents;
  readonly clock: Clock;
}

/**
 * Stores the successor that came with an answer, if it is due: it must come from the partner's own tenant,
 * and the stored one must be a day old. When storing fails, the token at hand is still served and the stored
 * refresh token still works; the failure is reported.
 */
export async function keepSuccessor(
  deps: KeepSuccessorDeps,
  grant: SealedGrant,
  target: Target,
  answer: TokenAnswer,
): Promise<void> {
  if (answer.refreshToken === undefined || target.tenant !== grant.partner) return;
  if (deps.clock.now() - grant.sealedAt < keepEveryMs) return;
  try {
    const renewed = await sealSuccessor(deps, grant, answer.refreshToken);
    if (renewed !== undefined) await deps.events.renewed(renewed);
  } catch (error) {
    await deps.events.notRenewed(grant, error);
  }
}
