import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
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

/** Decides what a refusal of the token endpoint means for the grant. @returns the error to throw */
export type Judge = (grant: SealedGrant, target: Target, error: unknown) => Promise<unknown>;

/** A grant is put to the proof at most this often, however many of its tenants refuse. */
const proveEveryMs = 15 * 60 * 1000;

/**
 * Only the partner's own tenant can say that a grant is dead, by one redemption for the proving scopes.
 * Where the grant passes, what a tenant said in those words concerns that tenant alone.
 */
export function createJudge(deps: JudgeDeps): Judge {
  const provenAt = new Map<GrantId, number>();

  /** The error that the proof ended with; undefined when the grant passed, or was proven a moment ago. */
  const findDeath = async (grant: SealedGrant): Promise<ConsentryError | undefined> => {
    const now = deps.clock.now();
    if (now - (provenAt.get(grant.id) ?? Number.NEGATIVE_INFINITY) < proveEveryMs) return undefined;
    provenAt.set(grant.id, now);
    return prove(deps, grant);
  };

  return async (grant, target, error) => {
    if (!isConsentryError(error) || error.entry.failureClass !== 'consent') return error;
    const death = isProof(deps, grant, target) ? error : await findDeath(grant);
    if (death === undefined) return concernsTenant(grant, target, error);
    provenAt.delete(grant.id);
    await markConsentNeeded(deps, grant, death);
    return death;
  };
}

/** A redemption for the proving scopes at the partner's own tenant is the proof itself. */
function isProof(deps: JudgeDeps, grant: SealedGrant, target: Target): boolean {
  return (
    target.tenant === grant.partner && deps.provingScopes.every((scope) => target.scopes.includes(scope))
  );
}

/** Passing trouble proves nothing, so the grant is kept. */
async function prove(deps: JudgeDeps, grant: SealedGrant): Promise<ConsentryError | undefined> {
  try {
    const refreshToken = await unseal(deps.vault, grant);
    await deps.tokenEndpoint.redeemRefreshToken({
      tenant: grant.partner,
      refreshToken,
      scopes: deps.provingScopes,
    });
    return undefined;
  } catch (error) {
    return isConsentryError(error) && error.entry.failureClass === 'consent' ? error : undefined;
  }
}

function concernsTenant(grant: SealedGrant, target: Target, error: ConsentryError): ConsentryError {
  if (target.tenant === grant.partner) return error;
  return new ConsentryError('tenant_setup', {
    message: 'The customer’s tenant refuses the service account; the grant itself works.',
    remedy: error.remedy,
    facts: { ...error.facts, tenant: target.tenant },
    cause: error,
  });
}

/** Marks exactly the version that was presented: a newer one may already be stored. */
async function markConsentNeeded(deps: JudgeDeps, grant: SealedGrant, error: ConsentryError): Promise<void> {
  const reason = `${error.code}${error.facts.aadsts === undefined ? '' : `:${String(error.facts.aadsts)}`}`;
  const since = deps.clock.now();
  if (await deps.grants.changeState(grant.id, grant.version, { state: 'consent_needed', reason, since })) {
    await deps.events.stateChanged(grant, 'consent_needed', reason);
  }
}
