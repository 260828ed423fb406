import type { IdTokenClaims, IdTokenReader } from '../entra/id-token.ts';
import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import type { Cloud } from '../entra/clouds.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import { matchesDigest } from './digest.ts';
import { readMfaEvidence } from './read-mfa-evidence.ts';
import type { Grant } from './grant.ts';
import type { Invitation } from './invitation.ts';
import type { MfaProbe } from './mfa-probe.ts';
import type { ConsentCode } from './read-callback.ts';
import { connectScopes } from './start-consent.ts';

export interface RedeemCodeDeps {
  readonly cloud: Cloud;
  readonly application: ApplicationId;
  readonly redirectUri: string;
  readonly tokenEndpoint: TokenEndpoint;
  readonly idTokens: IdTokenReader;
  readonly mfaProbe: MfaProbe;
  readonly clock: Clock;
}

/**
 * Redeems a checked code, once, and decides whether what came back is the grant that the invitation asked
 * for. When it throws, every token that was received is dropped.
 *
 * @param invitation the one that the code belongs to; another one is a `TypeError`
 * @throws ConsentryError `id_token_invalid`, `discovery_rejected`, `wrong_tenant`, `wrong_account`,
 *   `refresh_token_missing`, `mfa_missing`, `mfa_unknown`, and those of the token endpoint
 */
export async function redeemCode(
  deps: RedeemCodeDeps,
  consent: ConsentCode,
  invitation: Invitation,
): Promise<Grant> {
  if (consent.invitation !== invitation.id) throw new TypeError('the code belongs to another invitation');
  const answer = await deps.tokenEndpoint.redeemCode({
    tenant: invitation.partner,
    code: consent.code,
    redirectUri: deps.redirectUri,
    verifier: consent.verifier,
    scopes: connectScopes(deps.cloud),
  });
  if (answer.idToken === undefined)
    throw new ConsentryError('id_token_invalid', { facts: { reason: 'missing' } });
  const identity = await deps.idTokens.read(answer.idToken, {
    nonce: (nonce) => matchesDigest(nonce, consent.nonceDigest),
  });
  requireInvited(identity, invitation);
  if (answer.refreshToken === undefined) throw new ConsentryError('refresh_token_missing');
  const evidence = await readMfaEvidence(answer.accessToken, {
    probe: deps.mfaProbe,
    acceptsUnknownMfa: invitation.acceptsUnknownMfa,
  });
  return {
    partner: identity.tenantId,
    subject: identity.objectId,
    username: identity.username,
    displayName: identity.displayName,
    application: deps.application,
    scopes: answer.scopes,
    amr: evidence.amr,
    mfa: evidence.mfa,
    consentedAt: deps.clock.now(),
    refreshToken: answer.refreshToken,
  };
}

function requireInvited(identity: IdTokenClaims, invitation: Invitation): void {
  if (identity.tenantId !== invitation.partner) {
    throw new ConsentryError('wrong_tenant', {
      facts: { invited: invitation.partner, answered: identity.tenantId },
    });
  }
  if (invitation.accountId !== undefined && identity.objectId !== invitation.accountId) {
    throw new ConsentryError('wrong_account', {
      facts: { invited: invitation.accountId, answered: identity.objectId },
    });
  }
}
