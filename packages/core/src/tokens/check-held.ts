import type { MfaProbe } from '../consent/mfa-probe.ts';
import { readMfaEvidence } from '../consent/read-mfa-evidence.ts';
import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { TokenEndpointOf } from '../entra/token-endpoints.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { GrantStore, SealedGrant } from '../vault/grant-store.ts';
import { unseal } from '../vault/seal.ts';
import type { FindNewest, Vault } from '../vault/vault.ts';
import { findVaultName } from '../vault/vault-name.ts';
import type { RefreshTokenUse, Successors } from './keep-successor.ts';
import type { Lease } from './lease.ts';
import { type MarkGrantDeps, markGrant } from './mark-grant.ts';
import type { RequireStanding } from './present.ts';
import type { ProvingScopes } from './proving-scopes.ts';
import { type Turns, turnOf } from './take-turn.ts';

export interface CheckHeldDeps extends MarkGrantDeps {
  readonly vault: Vault;
  readonly findNewest?: FindNewest | undefined;
  readonly tokenEndpointOf: TokenEndpointOf;
  readonly refreshTokens: RefreshTokenUse;
  readonly successors: Successors;
  readonly provingScopes: ProvingScopes;
  readonly requireStanding?: RequireStanding | undefined;
  readonly turns: Turns;
}

/**
 * Puts a held grant to the proof, by one redemption at the partner's own tenant: it must answer for the account that
 * consented, in that tenant, with MFA. Then the grant is healthy. Refused by the tenant, it is `consent_needed`; whatever
 * else comes, it stays held.
 *
 * After a restore a row may name a version that a Key Vault gives no more, for it was renewed since the backup. Then the newest
 * version that lies there is put to the proof, and the row names it only after it passed.
 *
 * @param probe asked where the token does not say whether it carries MFA
 * @returns the grant as it is now
 * @throws ConsentryError `grant_not_found`, `grant_revoked`, `grant_not_held`, `grant_changed`, `application_not_configured`, `identity_changed`, `mfa_missing`, `mfa_unknown`,
 *   `consent_needed` and the others of its class after the grant was marked, `admin_needed`, `idp_…`, `client_…`, `secret_…`, `vault_…`, `store_unavailable`
 */
export type CheckHeld = (id: GrantId, probe: MfaProbe) => Promise<SealedGrant>;

export function createCheckHeld(deps: CheckHeldDeps): CheckHeld {
  const { grants, successors, turns } = deps;

  /** The grant with the refresh token that is put to the proof. */
  const find = async (grant: SealedGrant): Promise<Held> => {
    try {
      return { grant, refreshToken: await unseal(deps.vault, grant) };
    } catch (error) {
      const mayBeNewer = grant.stateReason === 'restored' && findVaultName(grant.secret) === 'key-vault';
      if (!mayBeNewer || !isConsentryError(error, 'secret_missing')) throw error;
      const newest = await deps.findNewest?.({ grant: grant.id, version: grant.version });
      if (newest === undefined) throw error;
      const newer = { ...grant, ...newest };
      return { grant: newer, refreshToken: await unseal(deps.vault, newer) };
    }
  };

  /** That it is held is what it is checked for; whatever else does not stand is not redeemed. */
  const mayStart = async (grant: SealedGrant): Promise<boolean> => {
    try {
      await deps.requireStanding?.(grant);
    } catch (error) {
      if (!isConsentryError(error, 'grant_held')) throw error;
    }
    return true;
  };

  const prove = async (grant: SealedGrant, refreshToken: Held['refreshToken']): Promise<TokenAnswer> => {
    const endpoint = deps.tokenEndpointOf(grant.application);
    const asked = { tenant: grant.partner, scopes: deps.provingScopes(grant) };
    try {
      return await endpoint.redeemRefreshToken({ ...asked, refreshToken, mayStart: () => mayStart(grant) });
    } catch (error) {
      if (isConsentryError(error, 'grant_revoked')) throw error;
      if (isConsentryError(error) && error.entry.failureClass === 'consent') {
        await markGrant(deps, grant, { state: 'consent_needed', reason: error.code, evidence: {} });
      }
      throw error;
    }
  };

  /** The swap of the row. What another writer has made of it meanwhile stands. */
  const adopt = async (row: SealedGrant, grant: SealedGrant, { fence }: Lease): Promise<void> => {
    if (grant.secret === row.secret) return;
    const { id, version } = row;
    if (!(await grants.relocate({ id, version, fence }, grant))) {
      throw new ConsentryError('grant_changed', { facts: { grant: id } });
    }
    await deps.events.renewed(grant);
  };

  const check = async (id: GrantId, probe: MfaProbe, lease: Lease): Promise<SealedGrant> => {
    const row = await getHeld(grants, id);
    const { grant, refreshToken } = await find(row);
    const answer = await prove(row, refreshToken);
    requireSameAccount(row, answer);
    const acceptsUnknownMfa = row.mfa === 'overridden';
    await readMfaEvidence(answer.accessToken, { probe, acceptsUnknownMfa, partnerKind: row.partnerKind });
    await adopt(row, grant, lease);
    await markGrant(deps, grant, { state: 'healthy', reason: 'checked', evidence: {} }, lease.fence);
    const now = await grants.find(id);
    if (now?.state !== 'healthy') throw new ConsentryError('grant_changed', { facts: { grant: id } });
    // Only now: a grant that is held takes no successor.
    await successors.keep(now, grant.partner, answer);
    return (await grants.find(id)) ?? now;
  };

  return (id, probe) =>
    turns.take(
      turnOf(deps.refreshTokens, id, 'check'),
      async () => undefined,
      (lease) => check(id, probe, lease),
    );
}

interface Held {
  readonly grant: SealedGrant;
  readonly refreshToken: Secret<string>;
}

/** @throws ConsentryError `grant_not_found`, `grant_revoked`, `grant_not_held` */
async function getHeld(grants: GrantStore, id: GrantId): Promise<SealedGrant> {
  const grant = await grants.find(id);
  if (grant === undefined) throw new ConsentryError('grant_not_found');
  if (grant.state === 'revoked') throw new ConsentryError('grant_revoked', { facts: { grant: id } });
  if (grant.state !== 'held') {
    throw new ConsentryError('grant_not_held', { facts: { grant: id, state: grant.state } });
  }
  return grant;
}

/** Nothing is believed here that is not said: this is what lets the grant hand out tokens again. */
function requireSameAccount({ id, partner, subject }: SealedGrant, answer: TokenAnswer): void {
  const claims = readAccessTokenClaims(answer.idToken ?? answer.accessToken);
  if (claims?.tenantId?.toLowerCase() === partner && claims.objectId?.toLowerCase() === subject) return;
  throw new ConsentryError('identity_changed', { facts: { grant: id, tenant: partner } });
}
