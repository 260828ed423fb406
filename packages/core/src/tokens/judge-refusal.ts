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
  /** Told of a grant that was found dead, before anybody else is. */
  readonly onDeath: (grant: GrantId) => void;
  readonly clock: Clock;
}

/** What was asked for when the token endpoint refused. */
type Asked = Pick<Target, 'tenant' | 'scopes'>;

/** Decides what a refusal of the token endpoint means for the grant. @returns the error to throw */
export type Judge = (grant: SealedGrant, asked: Asked, error: unknown) => Promise<unknown>;

/** The outcome of one redemption for the proving scopes at the partner's own tenant. */
type Proof =
  | { readonly grant: 'works' }
  | { readonly grant: 'dead'; readonly error: ConsentryError }
  /** It could not be told; the error says why. */
  | { readonly grant: 'undecided'; readonly error: unknown };

/** A grant that works is put to the proof at most this often, however many of its tenants refuse. */
const proveEveryMs = 15 * 60 * 1000;

/**
 * Only the partner's own tenant can say that a grant is dead. Where the grant works, what a tenant said in
 * those words concerns that tenant alone.
 */
export function createJudge(deps: JudgeDeps): Judge {
  const proofs = new Map<
    GrantId,
    { readonly at: number; readonly version: number; readonly proof: Promise<Proof> }
  >();

  /** Joins a proof that is under way, and believes one that passed a moment ago. */
  const proveOnce = (grant: SealedGrant): Promise<Proof> => {
    const at = deps.clock.now();
    const last = proofs.get(grant.id);
    if (last !== undefined && last.version === grant.version && at - last.at < proveEveryMs)
      return last.proof;
    const entry = { at, version: grant.version, proof: prove(deps, grant) };
    proofs.set(grant.id, entry);
    return entry.proof.then((proof) => {
      if (proof.grant !== 'works' && proofs.get(grant.id) === entry) proofs.delete(grant.id);
      return proof;
    });
  };

  return async (grant, asked, error) => {
    if (!isConsentryError(error) || error.entry.failureClass !== 'consent') return error;
    const proof: Proof = isProof(deps, grant, asked) ? { grant: 'dead', error } : await proveOnce(grant);
    switch (proof.grant) {
      case 'works':
        return concernsTenant(asked, error);
      case 'undecided':
        return proof.error;
      case 'dead':
        deps.onDeath(grant.id);
        await markConsentNeeded(deps, grant, proof.error);
        return proof.error;
    }
  };
}

/** A redemption for the proving scopes at the partner's own tenant is the proof itself. */
function isProof(deps: JudgeDeps, grant: SealedGrant, asked: Asked): boolean {
  return asked.tenant === grant.partner && deps.provingScopes.every((scope) => asked.scopes.includes(scope));
}

async function prove(deps: JudgeDeps, grant: SealedGrant): Promise<Proof> {
  try {
    const refreshToken = await unseal(deps.vault, grant);
    const { tokenEndpoint, provingScopes: scopes } = deps;
    await tokenEndpoint.redeemRefreshToken({ tenant: grant.partner, refreshToken, scopes });
    return { grant: 'works' };
  } catch (error) {
    const dead = isConsentryError(error) && error.entry.failureClass === 'consent';
    return dead ? { grant: 'dead', error } : { grant: 'undecided', error };
  }
}

/** A step-up stays one, for that tenant; everything else is for that tenant's administrator to see to. */
function concernsTenant({ tenant }: Asked, error: ConsentryError): ConsentryError {
  const facts = { ...error.facts, tenant };
  if (error.code === 'step_up_needed') return new ConsentryError('step_up_needed', { facts, cause: error });
  return new ConsentryError('tenant_setup', {
    message: 'This tenant refuses the service account; the grant itself works.',
    facts,
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
