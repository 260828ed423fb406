import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import type { IdTokenClaims } from '../entra/id-token.ts';
import type { TokenAnswer } from '../entra/token-endpoint.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import type { Grant } from './grant.ts';
import type { MfaProbe } from './mfa-probe.ts';
import type { OfPartnerKind } from './partner-kind.ts';
import { readMfaEvidence } from './read-mfa-evidence.ts';

export interface ProveGrantDeps {
  readonly application: ApplicationId;
  readonly mfaProbe: MfaProbe;
  readonly clock: Clock;
}

/** What the token endpoint gave, and to whom. */
export interface GrantProof extends OfPartnerKind {
  readonly answer: TokenAnswer;
  /** From a signed id_token, and the account that was expected. */
  readonly identity: IdTokenClaims;
  readonly acceptsUnknownMfa: boolean;
}

/**
 * Makes a grant of what the token endpoint gave for Partner Center (of a reseller: for Graph), if its sign-in carried MFA. Whichever way it came, every
 * grant passes here.
 *
 * @throws ConsentryError `refresh_token_missing`, `mfa_missing`, `mfa_unknown`
 */
export async function proveGrant(deps: ProveGrantDeps, proof: GrantProof): Promise<Grant> {
  const { answer, identity, acceptsUnknownMfa, partnerKind } = proof;
  if (answer.refreshToken === undefined) throw new ConsentryError('refresh_token_missing');
  const evidence = await readMfaEvidence(answer.accessToken, {
    probe: deps.mfaProbe,
    acceptsUnknownMfa,
    partnerKind,
  });
  return {
    partner: identity.tenantId,
    ...(partnerKind !== undefined && { partnerKind }),
    subject: identity.objectId,
    username: identity.username,
    displayName: identity.displayName,
    application: deps.application,
    scopes: answer.scopes,
    amr: evidence.amr,
    mfa: evidence.mfa,
    consentedAt: deps.clock.now(),
    directoryRoles: readAccessTokenClaims(answer.accessToken)?.directoryRoles ?? [],
    refreshToken: answer.refreshToken,
  };
}
