import type { FindingRow } from './finding.ts';

const policies = 'Microsoft Entra admin center > Protection > Conditional Access > Policies';
const mandate = 'https://learn.microsoft.com/partner-center/security/partner-security-requirements';

/** What can be wrong with accounts. The links and click paths are as known in 2026-11; they were not opened. */
export const accountRows = {
  account_no_method: {
    severity: 'high',
    title: 'Accounts that never registered a second factor',
    owner: 'authentication-administrator',
    remedy: {
      steps:
        'Let each person register at https://aka.ms/mfasetup. Disable accounts that nobody uses: Microsoft Entra admin center > Users > All users > the account > Edit > Account enabled.',
      link: 'https://learn.microsoft.com/entra/identity/authentication/howto-mfa-getstarted',
    },
  },
  account_guest_no_method: {
    severity: 'high',
    title: 'Guests who never registered a second factor',
    owner: 'authentication-administrator',
    remedy: {
      steps:
        'Let each guest register at https://aka.ms/mfasetup, or trust the MFA of the home tenant: Microsoft Entra admin center > External Identities > Cross-tenant access settings > Trust settings. Delete guests whom nobody needs.',
      link: 'https://learn.microsoft.com/entra/external-id/cross-tenant-access-overview',
    },
  },
  account_not_covered: {
    severity: 'high',
    title: 'Accounts that neither security defaults nor a policy asks for MFA',
    owner: 'conditional-access-administrator',
    remedy: {
      steps: `${policies} > the policy that requires MFA > Users > Include > All users.`,
      link: mandate,
    },
  },
  account_guest_not_covered: {
    severity: 'high',
    title: 'Guests whom neither security defaults nor a policy asks for MFA',
    owner: 'conditional-access-administrator',
    remedy: {
      steps: `${policies} > the policy that requires MFA > Users > Include > All users (guests are part of them).`,
      link: mandate,
    },
  },
  account_service_excluded: {
    severity: 'high',
    title: 'Service accounts that a policy leaves out',
    owner: 'conditional-access-administrator',
    remedy: {
      steps: `${policies} > the policy > Users > Exclude: remove the account. Then let a person sign in with it, with MFA, and give the grant anew.`,
      link: 'https://learn.microsoft.com/partner-center/developer/enable-secure-app-model',
    },
  },
  account_break_glass_excluded: {
    severity: 'medium',
    title: 'What looks like an emergency account is left out of a policy',
    owner: 'global-administrator',
    remedy: {
      steps: `Give the account a FIDO2 key or a certificate as its MFA; then ${policies} > the policy > Users > Exclude: remove the account. Microsoft asks MFA of emergency accounts too.`,
      link: 'https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access',
    },
  },
  account_sync_exempt: {
    severity: 'info',
    title: 'The account of Microsoft Entra Connect is exempt from MFA',
    owner: 'global-administrator',
    remedy: {
      steps: `Nothing is to be mended: Microsoft exempts it. Let it sign in from the server of Entra Connect alone: ${policies} > New policy > this account, every location but that of the server > Grant > Block access.`,
      link: 'https://learn.microsoft.com/entra/fundamentals/security-defaults',
    },
  },
  account_third_party_mfa_without_claim: {
    severity: 'high',
    title: 'Accounts whose MFA is done by a product of somebody else, which tells Entra nothing',
    owner: 'conditional-access-administrator',
    remedy: {
      steps:
        'Replace the custom control by an external authentication method: Microsoft Entra admin center > Protection > Authentication methods > Policies > Add external method; then require MFA in the policy.',
      link: 'https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-external-method-manage',
    },
  },
  account_hello_provisioning_only: {
    severity: 'high',
    title: 'The sign-in behind a grant carries the MFA of Windows Hello’s set-up alone (ngcmfa)',
    owner: 'account-owner',
    remedy: {
      steps: 'Invite the account again: it signs in once more, in a private window, with MFA.',
      command: 'consentry invite --for-grant <grant>',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa',
    },
  },
  account_signed_in_without_mfa: {
    severity: 'high',
    title: 'Accounts that signed in without MFA in the last seven days, although MFA is wanted of them',
    owner: 'conditional-access-administrator',
    remedy: {
      steps:
        'Microsoft Entra admin center > Monitoring & health > Sign-in logs > the account > a sign-in with “Single-factor authentication” > Conditional Access: it names what was not applied.',
      link: 'https://learn.microsoft.com/entra/identity/conditional-access/troubleshoot-conditional-access',
    },
  },
  account_uses_portal_without_mfa: {
    severity: 'high',
    title: 'Accounts that Partner Center saw without MFA',
    owner: 'account-owner',
    remedy: {
      steps:
        'Partner Center > Settings > Account settings > Security requirements status > Portal requests without MFA: let each person named there sign out, and in again with MFA.',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-compliance',
    },
  },
} as const satisfies Record<string, FindingRow>;
