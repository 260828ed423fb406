import { splitToken } from '../entra/split-token.ts';
import type { Secret } from '../secret.ts';
import { asksForMfa } from './policy-gaps.ts';
import type { AccessPolicy, Domain } from './sources/sources.ts';

/** Why a test of an account ended as it did. */
export type AccountTestReason =
  | 'mfa'
  | 'hello_provisioning_only'
  | 'mfa_in_another_form'
  | 'token_unreadable'
  | 'no_amr'
  | 'federation_without_claim'
  | 'custom_control'
  | 'third_party_or_none';

/** What a test of one account has shown, and what the cmdlet of the PartnerCenter module would have said. */
export interface AccountTest {
  /** `probably`: Microsoft’s own cmdlet says pass, and Partner Center may refuse. Only `pass` is good. */
  readonly result: 'pass' | 'fail' | 'probably';
  readonly reason: AccountTestReason;
  readonly explanation: string;
  readonly remedy: string;
  /** As the token has it; undefined where it has none. Names of methods, and nothing secret. */
  readonly amr: readonly string[] | undefined;
  /** What `Test-PartnerSecurityRequirement` says of the same token. */
  readonly cmdlet: 'pass' | 'fail';
}

/** What is known of the tenant, where it could be read. It makes the reason more precise, and never the result better. */
export interface TenantFacts {
  /** The account’s sign-in name. */
  readonly account?: string | undefined;
  readonly domains?: readonly Domain[] | undefined;
  readonly policies?: readonly AccessPolicy[] | undefined;
}

type Verdict = Pick<AccountTest, 'explanation' | 'remedy'>;

const again = 'Sign in once more, in a private window, and pass the second factor; then test again.';

/** What each reason says, and what to do. */
export const accountTestVerdicts: Readonly<Record<AccountTestReason, Verdict>> = {
  mfa: { explanation: 'The sign-in carried MFA.', remedy: 'Nothing is to be done.' },
  hello_provisioning_only: {
    explanation: 'The sign-in carried ngcmfa alone: MFA for setting up Windows Hello.',
    remedy: again,
  },
  mfa_in_another_form: {
    explanation: 'The token names MFA in a form that Partner Center may not take for it.',
    remedy: again,
  },
  token_unreadable: {
    explanation: 'The access token cannot be read, so nobody can tell.',
    remedy: 'Ask for a token for Partner Center (user_impersonation) and test that one.',
  },
  no_amr: {
    explanation: 'The access token has no amr claim: it does not tell how the account signed in.',
    remedy:
      'Sign in as a user of the partner’s own tenant; an application alone has no amr. Then test again.',
  },
  federation_without_claim: {
    explanation: 'The account signed in at an identity provider that told Entra of no MFA.',
    remedy:
      'Let the provider send http://schemas.microsoft.com/claims/authnmethodsreferences with http://schemas.microsoft.com/claims/multipleauthn after MFA.',
  },
  custom_control: {
    explanation:
      'The account did no MFA that Entra knows of, and a policy has a custom control, which never makes mfa in amr.',
    remedy: 'Replace the custom control by an external authentication method, and require MFA in the policy.',
  },
  third_party_or_none: {
    explanation: 'The account signed in without MFA, or with that of a product which tells Entra nothing.',
    remedy:
      'Require MFA of the account by security defaults or conditional access, register a second factor at https://aka.ms/mfasetup, and test again.',
  },
};

/**
 * Reads from an access token whether its account signed in with MFA, by the strict rule: `amr` is a list that holds exactly `mfa`.
 *
 * The signature is not checked: the token must come straight from the token endpoint.
 *
 * @param token for Partner Center, of a user who has just signed in
 * @see https://learn.microsoft.com/powershell/partnercenter/test-partner-security-requirements (2026-11)
 */
export function testAccount(token: Secret<string>, facts: TenantFacts = {}): AccountTest {
  const parts = splitToken(token);
  const claim = parts.ok ? parts.payload['amr'] : undefined;
  const amr = readAmr(claim);
  const cmdlet = claim !== undefined && JSON.stringify(claim).includes('mfa') ? 'pass' : 'fail';
  const end = (result: AccountTest['result'], reason: AccountTestReason): AccountTest => ({
    result,
    reason,
    ...accountTestVerdicts[reason],
    amr,
    cmdlet,
  });
  if (!parts.ok) return end('fail', 'token_unreadable');
  if (claim === undefined || claim === null) return end('fail', 'no_amr');
  if (amr?.includes('mfa') === true) return end('pass', 'mfa');
  if (amr?.includes('ngcmfa') === true) return end('probably', 'hello_provisioning_only');
  if (cmdlet === 'pass') return end('probably', 'mfa_in_another_form');
  return end('fail', findCause(amr ?? [], facts));
}

function readAmr(claim: unknown): readonly string[] | undefined {
  return Array.isArray(claim) && claim.every((one) => typeof one === 'string') ? claim : undefined;
}

function findCause(
  amr: readonly string[],
  { account = '', domains = [], policies = [] }: TenantFacts,
): AccountTestReason {
  const domain = account.slice(account.lastIndexOf('@') + 1).toLowerCase();
  const isFederated = domains.some(({ name, isFederated: is }) => is && name === domain);
  if (isFederated || amr.includes('fed') || amr.includes('wia')) return 'federation_without_claim';
  const hasCustomControl = policies.some(
    (policy) => policy.state === 'enabled' && policy.customControls.length > 0 && asksForMfa(policy),
  );
  return hasCustomControl ? 'custom_control' : 'third_party_or_none';
}
