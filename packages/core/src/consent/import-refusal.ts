import { ConsentryError, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import { retell, type Words } from './retell.ts';

/** The account is neither a member nor a guest of the tenant that was asked, as of 2026-11-20. */
const strangers: readonly unknown[] = [16_000, 16_003, 50_020, 51_004, 90_072];
const anotherApplication = 700_007;

const invite = 'Invite the partner with `consentry invite`: the service account consents anew, with MFA.';

/** In the words of a consent these speak to the person who signs in; here an operator reads them. */
const words = {
  wrong_tenant: {
    message: 'The refresh token is of an account of another tenant than the one that was said.',
    remedy: 'Name the tenant that the account belongs to, or bring the refresh token of this partner.',
  },
  wrong_account: {
    message: 'The refresh token is of another account than the one that was said.',
    remedy: 'Name the account that it is of, or bring the refresh token of this account.',
  },
  mfa_missing: {
    message: 'The refresh token comes from a sign-in without multi-factor authentication.',
    remedy: invite,
  },
  mfa_unknown: {
    message:
      'It could not be told whether the refresh token comes from a sign-in with multi-factor authentication.',
    remedy: `${invite} To take it all the same, on record: --accept-unknown-mfa.`,
  },
  step_up_needed: {
    message:
      'The tenant asks for a stronger or newer sign-in than the one that the refresh token comes from.',
    remedy: invite,
  },
  id_token_invalid: { remedy: 'Try once more. If it happens again, report the code and the reason.' },
} as const satisfies Words;

/** Says what a refusal means for the refresh token that was brought: there is no grant yet that it could concern. */
export function importRefusal(error: unknown, { partner }: { readonly partner: TenantId }): unknown {
  if (!isConsentryError(error)) return error;
  const { code, facts } = error;
  if (facts['aadsts'] === anotherApplication) {
    return new ConsentryError('refresh_token_foreign', { facts, cause: error });
  }
  if (code === 'consent_needed') return new ConsentryError('refresh_token_dead', { facts, cause: error });
  if (code === 'tenant_setup' && strangers.includes(facts['aadsts'])) {
    const options = { ...words.wrong_tenant, facts: { ...facts, invited: partner }, cause: error };
    return new ConsentryError('wrong_tenant', options);
  }
  return retell(error, words);
}
