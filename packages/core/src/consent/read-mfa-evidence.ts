import { readAccessTokenClaims } from '../entra/access-token-claims.ts';
import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { MfaEvidence } from './grant.ts';
import type { MfaProbe } from './mfa-probe.ts';

export interface SignInEvidence {
  readonly mfa: MfaEvidence;
  readonly amr: readonly string[];
}

/**
 * Establishes that the sign-in carried multi-factor authentication. The `amr` of the Partner Center token
 * just received decides; where it is silent, Partner Center is asked once.
 *
 * The rule is strict: `amr` holds exactly `mfa`. `ngcmfa` is MFA for the registration of Windows Hello and
 * does not count.
 *
 * @param accessToken for Partner Center, straight from the token endpoint
 * @throws ConsentryError `mfa_missing`, `mfa_unknown`
 */
export async function readMfaEvidence(
  accessToken: Secret<string>,
  options: { readonly probe: MfaProbe; readonly acceptsUnknownMfa: boolean },
): Promise<SignInEvidence> {
  const amr = readAccessTokenClaims(accessToken)?.amr;
  if (amr !== undefined) {
    if (amr.includes('mfa')) return { mfa: 'confirmed', amr };
    throw new ConsentryError('mfa_missing', { facts: { amr } });
  }
  switch (await options.probe(accessToken)) {
    case 'confirmed':
      return { mfa: 'confirmed', amr: [] };
    case 'absent':
      throw new ConsentryError('mfa_missing');
    case 'unknown':
      if (options.acceptsUnknownMfa) return { mfa: 'overridden', amr: [] };
      throw new ConsentryError('mfa_unknown');
  }
}
