import type { TokenClaims } from '../entra/decode-token.ts';
import { failed, passed, type TokenCheck, unknown } from './token-check.ts';
import { tokenKindOf } from './token-kind.ts';

/** In which tenant the token is good. An account keeps its name abroad, but not its object id. */
export function checkTenant({ tenantId }: TokenClaims, wanted: string): TokenCheck {
  return compare('tenant', tenantId, wanted, {
    is: 'The token is for the tenant',
    remedy: 'Redeem the grant at the tenant that is wanted: name it as the customer.',
  });
}

export function checkApplication({ applicationId }: TokenClaims, wanted: string): TokenCheck {
  return compare('application', applicationId, wanted, {
    is: 'The token was issued to the application',
    remedy: 'Check which application asked for it.',
  });
}

export function checkAccount({ objectId }: TokenClaims, wanted: string): TokenCheck {
  return compare('account', objectId, wanted, {
    is: 'The token speaks for the object',
    remedy:
      'Compare the object id in the token’s own tenant: the same person has another one in each tenant.',
  });
}

/**
 * Whether the person signed in with MFA, by the strict rule that Partner Center applies: `amr` holds exactly `mfa`.
 * @see https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa
 */
export function checkMfa(claims: TokenClaims): TokenCheck {
  const name = 'mfa';
  const { amr, version } = claims;
  const remedy = 'Consent anew, with multi-factor authentication.';
  if (amr?.includes('mfa') === true) {
    return passed({ name, explanation: `The sign-in carried MFA (${amr.join(', ')}).` });
  }
  if (amr?.includes('ngcmfa') === true) {
    const explanation = `The sign-in carried ${amr.join(', ')}: ngcmfa is MFA for setting up Windows Hello, and does not count.`;
    return failed({ name, explanation, remedy });
  }
  if (amr !== undefined) {
    return failed({
      name,
      explanation: `The sign-in carried no MFA (${amr.join(', ') || 'no method'}).`,
      remedy,
    });
  }
  if (tokenKindOf(claims) === 'application') {
    const explanation = 'The token is of an application alone: nobody signed in, so there was no MFA.';
    return failed({ name, explanation, remedy: 'Use a token of application and user.' });
  }
  const explanation =
    version === '2.0'
      ? 'It cannot be told from this token: tokens of version 2.0 do not say how the person signed in.'
      : 'It cannot be told from this token: it does not say how the person signed in.';
  return unknown({
    name,
    explanation,
    remedy: 'Look at a token of the same grant for Partner Center, which says so.',
  });
}

function compare(
  name: 'tenant' | 'application' | 'account',
  found: string | undefined,
  wanted: string,
  { is, remedy }: { readonly is: string; readonly remedy: string },
): TokenCheck {
  if (found === undefined) return unknown({ name, explanation: `The token does not name its ${name}.` });
  const isSame = found.toLowerCase() === wanted.toLowerCase();
  const explanation = `${is} ${found}${isSame ? '' : `, not ${wanted}`}.`;
  return isSame ? passed({ name, explanation }) : failed({ name, explanation, remedy });
}
