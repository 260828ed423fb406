import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { GrantStore, SealedGrant } from '../vault/grant-store.ts';
import { unseal } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { GrantEvents } from './grant-events.ts';
import type { Target } from './target.ts';

export interface JudgeDeps {
  readonly grants: GrantStore;
  readonly vault: Vault;
  readonly tokenEndpoint: TokenEndpoint;
  readonly provingScopes: readonly string[];
  readonly events: GrantEvents;
  readonly clock: Clock;
}

/**
 * Decides what a refusal of the token endpoint means for the grant, and returns the error to throw.
 *
 * Only the partner's own tenant can say that a grant is dead. What a customer's tenant says in those words
 * concerns that customer alone.
 */
export async function judgeRefusal(
  deps: JudgeDeps,
  grant: SealedGrant,
  target: Target,
  error: unknown,
): Promise<unknown> {
  if (!isConsentryError(error) || error.entry.failureClass !== 'consent') return error;
  if (target.tenant !== grant.partner) return concernsCustomer(error, target);
  if (!isProof(deps, target) && !(await isDead(deps, grant))) {
    return error.code === 'step_up_needed'
      ? error
      : new ConsentryError('idp_unknown_error', { facts: error.facts, cause: error });
  }
  await markConsentNeeded(deps, grant, error);
  return error;
}

function concernsCustomer(error: ConsentryError, target: Target): ConsentryError {
  return new ConsentryError('tenant_setup', {
    message: 'The customer’s tenant refuses the service account; other customers are not affected.',
    remedy: error.remedy,
    facts: { ...error.facts, tenant: target.tenant },
    cause: error,
  });
}

/** A redemption for the proving scopes is the proof itself. */
function isProof(deps: JudgeDeps, target: Target): boolean {
  return deps.provingScopes.every((scope) => target.scopes.includes(scope));
}

/** One redemption for Partner Center at the partner's own tenant. */
async function isDead(deps: JudgeDeps, grant: SealedGrant): Promise<boolean> {
  try {
    const refreshToken = await unseal(deps.vault, grant);
    await deps.tokenEndpoint.redeemRefreshToken({
      tenant: grant.partner,
      refreshToken,
      scopes: deps.provingScopes,
    });
    return false;
  } catch (error) {
    return isConsentryError(error, 'consent_needed') || isConsentryError(error, 'step_up_needed');
  }
}

/** Marks exactly the version that was presented: a newer one may already be stored. */
async function markConsentNeeded(deps: JudgeDeps, grant: SealedGrant, error: ConsentryError): Promise<void> {
  const reason = `${error.code}${error.facts.aadsts === undefined ? '' : `:${String(error.facts.aadsts)}`}`;
  const since = deps.clock.now();
  if (await deps.grants.changeState(grant.id, grant.version, { state: 'consent_needed', reason, since })) {
    await deps.events.stateChanged(grant, 'consent_needed', reason);
  }
}
