import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { MfaEvidence } from './grant.ts';
import type { MfaProbe } from './mfa-probe.ts';
import { isReseller, type OfPartnerKind } from './partner-kind.ts';

export interface SignInEvidence {
  readonly mfa: MfaEvidence;
  readonly amr: readonly string[];
}

/**
 * Establishes that the sign-in carried multi-factor authentication. The `amr` of the token just received
 * decides; where it is silent, Partner Center is asked once. A reseller’s token is for Graph: Partner Center never sees it.
 *
 * The rule is strict: `amr` holds exactly `mfa`. `ngcmfa` is MFA for the registration of Windows Hello and
 * does not count.
 *
 * @param accessToken for Partner Center (of a reseller: for Graph), straight from the token endpoint
 * @throws ConsentryError `mfa_missing`, `mfa_unknown`
 */
export async function readMfaEvidence(
  accessToken: Secret<string>,
  options: OfPartnerKind & { readonly probe: MfaProbe; readonly acceptsUnknownMfa: boolean },
): Promise<SignInEvidence> {
  const amr = readAccessTokenClaims(accessToken)?.amr;
  if (amr !== undefined) {
    if (amr.includes('mfa')) return { mfa: 'confirmed', amr };
    throw new ConsentryError('mfa_missing', { facts: { amr } });
  }
  switch (isReseller(options) ? 'unknown' : await options.probe(accessToken)) {
    case 'confirmed':
      return { mfa: 'confirmed', amr: [] };
    case 'absent':
      throw new ConsentryError('mfa_missing');
    case 'unknown':
      if (options.acceptsUnknownMfa) return { mfa: 'overridden', amr: [] };
      throw new ConsentryError('mfa_unknown');
  }
}
