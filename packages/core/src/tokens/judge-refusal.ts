import type { TokenEndpointOf } from '../entra/token-endpoints.ts';
import { ConsentryError, type Facts, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Fence, GrantState, SealedGrant } from '../vault/grant-store.ts';
import type { RefreshTokenUse, Successors } from './keep-successor.ts';
import type { Lease } from './lease.ts';
import { type MarkGrantDeps, markGrant } from './mark-grant.ts';
import { type Asked, isOfAnother, type Present, type RequireStanding } from './present.ts';
import type { ProvingScopes } from './proving-scopes.ts';
import { stateReasonOf } from './state-reason.ts';

export interface JudgeDeps extends MarkGrantDeps {
  readonly tokenEndpointOf: TokenEndpointOf;
  readonly refreshTokens: RefreshTokenUse;
  readonly successors: Successors;
  readonly present: Present;
  readonly requireStanding?: RequireStanding | undefined;
  readonly provingScopes: ProvingScopes;
}

/** Decides what a refusal of the token endpoint means for the grant. @returns the error to throw */
export type Judge = (grant: SealedGrant, asked: Asked, error: unknown, lease?: Lease) => Promise<unknown>;

/** The outcome of one redemption for the proving scopes at the partner's own tenant. */
type Proof =
  /** `until`: so long it is believed, epoch milliseconds. */
  | { readonly grant: 'works'; readonly until: number }
  | { readonly grant: 'refused'; readonly error: ConsentryError }
  /** It could not be told; the error says why. */
  | { readonly grant: 'undecided'; readonly error: unknown };

interface Proving {
  /** Who waits for the outcome has presented this version too. */
  readonly version: number;
  readonly proof: Promise<Proof>;
  /** The grant worked, whatever its version is now: where refresh tokens work once, the proof itself made the next. */
  hasPassed: boolean;
  /** Believed until then, epoch milliseconds. */
  until: number;
}

/** A grant that works is put to the proof at most this often, however many of its tenants refuse. */
const proveEveryMs = 15 * 60 * 1000;
const undecidedRestMs = 60 * 1000;

/** Another replica looks into the same grant at this moment. */
const provingElsewhereMs = 1000;
/** Longer than a proof takes, with its repetitions and a vault that hangs. */
const provingTakesMs = 60 * 1000;

/**
 * Only the partner's own tenant can say that a grant is dead, or that its account is stopped. Where the grant
 * works, what a tenant said in those words concerns that tenant alone.
 */
export function createJudge(deps: JudgeDeps): Judge {
  const proofs = new Map<GrantId, Proving>();

  /** Joins a proof that is under way, and believes one that passed a moment ago. */
  const proveOnce = (grant: SealedGrant, lease?: Lease): Promise<Proof> => {
    const at = deps.clock.now();
    const last = proofs.get(grant.id);
    const mayBelieve = last !== undefined && (last.hasPassed || last.version === grant.version);
    if (mayBelieve && at < last.until) return last.proof;
    const entry: Proving = {
      version: grant.version,
      proof: prove(deps, grant, lease),
      hasPassed: false,
      until: at + proveEveryMs,
    };
    proofs.set(grant.id, entry);
    return entry.proof.then((proof) => {
      entry.hasPassed = proof.grant === 'works';
      if (proof.grant === 'works') entry.until = proof.until;
      if (proof.grant === 'refused' && proofs.get(grant.id) === entry) proofs.delete(grant.id);
      // What could not be told is asked again when that makes sense, and not with each refusal of a customer.
      if (proof.grant === 'undecided') entry.until = deps.clock.now() + restOf(proof.error);
      return proof;
    });
  };

  return async (grant, asked, error, lease) => {
    const fence = lease?.fence;
    if (!isConsentryError(error)) return error;
    const atHome = isProof(deps, grant, asked);
    if (error.code === 'admin_needed' && atHome) {
      await markGrant(deps, grant, changeTo('admin_needed', grant, error), fence);
      return error;
    }
    // No tenant said so: it was taken back before it was presented.
    if (error.code === 'grant_revoked') return error;
    if (error.entry.failureClass !== 'consent') return error;
    const proof: Proof = atHome ? { grant: 'refused', error } : await proveOnce(grant, lease);
    switch (proof.grant) {
      case 'works':
        await keepChallenge(deps, grant, error, fence);
        return concernsTenant(asked, error);
      case 'undecided':
        return proof.error;
      case 'refused':
        if (await isSaved(deps, grant, fence)) return new ConsentryError('grant_changed');
        await markGrant(deps, grant, changeTo('consent_needed', grant, proof.error), fence);
        return proof.error;
    }
  };
}

/** A redemption for the proving scopes at the partner's own tenant is the proof itself. */
function isProof(deps: JudgeDeps, grant: SealedGrant, asked: Asked): boolean {
  return (
    asked.tenant === grant.partner && deps.provingScopes(grant).every((scope) => asked.scopes.includes(scope))
  );
}

/**
 * Puts a grant to the proof, unless another replica does so now, or did a moment ago and it passed. The turn is taken before
 * the partner's tenant is asked, so that one replica asks; it ends by itself with a replica that was killed.
 */
async function prove(deps: JudgeDeps, grant: SealedGrant, lease?: Lease): Promise<Proof> {
  const { grants, clock } = deps;
  const at = clock.now();
  try {
    const { provedAt, state } = (await grants.find(grant.id)) ?? grant;
    const passedUntil = (provedAt ?? Number.NEGATIVE_INFINITY) + proveEveryMs;
    if (state === 'healthy' && at < passedUntil) return { grant: 'works', until: passedUntil };
    if (!(await grants.beginProof(grant.id, at, at - provingTakesMs))) {
      const error = new ConsentryError('grant_changed', { retryAfterMs: provingElsewhereMs });
      return { grant: 'undecided', error };
    }
  } catch (error) {
    return { grant: 'undecided', error };
  }
  const proof = await ask(deps, grant, lease);
  // What was found stands, also where it cannot be written down: then the turn ends by itself.
  await grants.endProof(grant.id, at, proof.grant === 'works' ? at : undefined).catch(ignore);
  return proof.grant === 'works' ? { ...proof, until: at + proveEveryMs } : proof;
}

function ignore(): void {
  // The store is away for a moment.
}

async function ask(
  deps: JudgeDeps,
  grant: SealedGrant,
  lease?: Lease,
): Promise<Exclude<Proof, { grant: 'works' }> | { readonly grant: 'works' }> {
  try {
    await deps.present(grant, { tenant: grant.partner, scopes: deps.provingScopes(grant) }, lease);
    return { grant: 'works' };
  } catch (error) {
    const isRefused =
      isConsentryError(error) && error.entry.failureClass === 'consent' && error.code !== 'grant_revoked';
    return isRefused ? { grant: 'refused', error } : { grant: 'undecided', error };
  }
}

/**
 * Tries the newest successor that was not stored, before a grant is given up. True when it works: then it is stored, or
 * waits for that, or another writer was first; the grant is not dead in any of these cases.
 */
async function isSaved(deps: JudgeDeps, grant: SealedGrant, fence?: Fence): Promise<boolean> {
  const unstored = deps.refreshTokens === 'reusable' ? deps.successors.findUnstored(grant) : undefined;
  if (unstored === undefined) return false;
  const { successors } = deps;
  const mayStart = async (): Promise<boolean> => {
    await deps.requireStanding?.(grant);
    return true;
  };
  let newest: Secret<string>;
  try {
    const { refreshToken } = unstored;
    const asked = { tenant: grant.partner, scopes: deps.provingScopes(grant) };
    const answer = await deps
      .tokenEndpointOf(grant.application)
      .redeemRefreshToken({ ...asked, refreshToken, mayStart });
    if (isOfAnother(grant, asked, answer)) return false;
    newest = answer.refreshToken ?? refreshToken;
  } catch (error) {
    const isRefused =
      isConsentryError(error) && error.entry.failureClass === 'consent' && error.code !== 'grant_revoked';
    if (isRefused) return false;
    throw error;
  }
  await successors.save(grant, newest, fence);
  return true;
}

/**
 * Keeps a tenant's claims challenge beside a grant that works, for the next consent link; the newest of several. The grant
 * goes on serving the other tenants. The refusal stands also where it could not be kept.
 */
async function keepChallenge(
  { grants }: JudgeDeps,
  { id, consentedAt }: SealedGrant,
  error: ConsentryError,
  fence?: Fence,
): Promise<void> {
  const evidence = evidenceOf(error);
  if (evidence['claims'] === undefined) return;
  try {
    // Where refresh tokens work once, the proof that the grant works has stored the next version.
    const row = await grants.find(id);
    const isSameConsent = row?.state === 'healthy' && row.consentedAt === consentedAt;
    if (!isSameConsent || row.stateEvidence['claims'] === evidence['claims']) return;
    const { version, state, stateReason: reason, stateSince: since } = row;
    await grants.changeState({ id, version, state, fence }, { state, reason, since, evidence });
  } catch (failure) {
    if (!isConsentryError(failure, 'store_unavailable')) throw failure;
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

/** What a refusal at the partner's own tenant makes of the grant. */
function changeTo(state: GrantState, grant: SealedGrant, error: ConsentryError) {
  return { state, reason: reasonOf(grant, error), evidence: evidenceOf(error) };
}

/** How long it makes no sense to ask again, milliseconds. */
function restOf(error: unknown): number {
  return (isConsentryError(error) ? error.retryAfterMs : undefined) ?? undecidedRestMs;
}

/** An answer that was lost before explains the refusal: the refresh token had been used up. */
function reasonOf(grant: SealedGrant, error: ConsentryError): string {
  if (grant.redeemingSince !== undefined) return 'answer_lost';
  return stateReasonOf(error);
}

const evidenceNames = [
  'tenant',
  'aadsts',
  'error',
  'suberror',
  'traceId',
  'correlationId',
  'timestamp',
  'claims',
];

/** Of a refusal, the numbers and ids that are kept: nothing in it was written by anybody outside Microsoft. */
export function evidenceOf({ facts }: ConsentryError): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => evidenceNames.includes(name)));
}
