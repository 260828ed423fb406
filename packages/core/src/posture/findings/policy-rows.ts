import type { FindingRow, Owner, FindingSeverity } from './finding.ts';

const policy = 'Microsoft Entra admin center > Protection > Conditional Access > Policies > the policy';
const mandate =
  'https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa';
const owner: Owner = 'conditional-access-administrator';

function row(severity: FindingSeverity, title: string, steps: string, link = mandate): FindingRow {
  return { severity, title, owner, remedy: { steps, link } };
}

/** What can be wrong with policies. The links and click paths are as known in 2026-11; they were not opened. */
export const policyRows = {
  tenant_asks_no_mfa: {
    severity: 'high',
    title: 'Neither security defaults nor a policy asks anybody for MFA',
    owner: 'global-administrator',
    remedy: {
      steps:
        'Microsoft Entra admin center > Overview > Properties > Manage security defaults > Enabled. With Entra ID P1: a conditional-access policy for all users and all resources that requires MFA.',
      link: 'https://learn.microsoft.com/entra/fundamentals/security-defaults',
    },
  },
  tenant_security_defaults: {
    severity: 'info',
    title:
      'Security defaults ask for MFA: of accounts without an administrator’s role only where Entra sees a risk',
    owner: 'global-administrator',
    remedy: {
      steps:
        'Nothing is to be mended: Microsoft takes security defaults for enough. Its status report may stay below 100 %, since they do not ask at every sign-in and leave 14 days to register in. With Entra ID P1: a conditional-access policy for all users and all resources that requires MFA, in place of Microsoft Entra admin center > Overview > Properties > Manage security defaults.',
      link: 'https://learn.microsoft.com/partner-center/security/partner-security-compliance',
    },
  },
  policy_report_only: row(
    'high',
    'A policy that requires MFA only reports',
    `${policy} > Enable policy > On.`,
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-report-only',
  ),
  policy_excludes_users: row(
    'high',
    'A policy that requires MFA leaves out users',
    `${policy} > Users > Exclude: remove them.`,
  ),
  policy_excludes_groups: row(
    'high',
    'A policy that requires MFA leaves out groups',
    `${policy} > Users > Exclude > Users and groups: remove them.`,
  ),
  policy_excludes_roles: row(
    'high',
    'A policy that requires MFA leaves out directory roles',
    `${policy} > Users > Exclude > Directory roles: remove them.`,
  ),
  policy_excludes_guests: row(
    'high',
    'A policy that requires MFA leaves out guests',
    `${policy} > Users > Exclude > Guest or external users: clear it.`,
  ),
  policy_excludes_applications: row(
    'high',
    'A policy that requires MFA leaves out applications',
    `${policy} > Target resources > Exclude: remove them.`,
  ),
  policy_limited_applications: row(
    'medium',
    'A policy requires MFA of some applications alone',
    `${policy} > Target resources > Include > All resources.`,
  ),
  policy_trusted_location: row(
    'high',
    'A policy that requires MFA leaves out trusted locations',
    `${policy} > Network > Exclude: remove the locations. Microsoft wants MFA at every single sign-in.`,
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network',
  ),
  policy_limited_locations: row(
    'high',
    'A policy requires MFA at some locations alone',
    `${policy} > Network > Include > Any network or location, and nothing under Exclude.`,
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network',
  ),
  policy_limited_clients: row(
    'high',
    'A policy requires MFA of some kinds of clients alone',
    `${policy} > Conditions > Client apps > Configure > No.`,
  ),
  policy_other_conditions: row(
    'high',
    'A policy requires MFA under some conditions alone (risk, platform or device)',
    `${policy} > Conditions: clear them, or add a policy for all users without conditions.`,
  ),
  policy_device_skips_mfa: row(
    'high',
    'A managed device is enough in place of MFA',
    `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  ),
  policy_other_control_skips_mfa: row(
    'high',
    'Another control is enough in place of MFA',
    `${policy} > Grant > For multiple controls > Require all the selected controls.`,
  ),
  policy_custom_control: row(
    'high',
    'A custom control stands in place of MFA, and leaves no trace of it in tokens',
    `${policy} > Grant: clear the custom control, and require multifactor authentication.`,
    'https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-external-method-manage',
  ),
  policy_persistent_browser: row(
    'medium',
    'A policy keeps browsers signed in when they are closed',
    `${policy} > Session > Persistent browser session > Never persistent.`,
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime',
  ),
  policy_sign_in_frequency: row(
    'low',
    'A policy makes the accounts of grants sign in again, and ends their refresh tokens (70043)',
    `${policy} > Session > Sign-in frequency: leave out the service accounts in a policy of its own that still requires MFA, or renew the grants as often.`,
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-session-lifetime',
  ),
  policy_retired_baseline: row(
    'low',
    'A policy bears the name of a baseline policy, which Microsoft retired in 2020',
    `${policy}: compare what it does with what is wanted, and give it a name of its own.`,
    'https://learn.microsoft.com/entra/fundamentals/security-defaults',
  ),
} as const satisfies Record<string, FindingRow>;
