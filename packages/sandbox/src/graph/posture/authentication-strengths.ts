import type { SandboxParts } from '../../parts.ts';
import { POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

const PHISHING_RESISTANT = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'];
const PASSWORDLESS = [...PHISHING_RESISTANT, 'deviceBasedPush'];

/** The strengths that are built in; there are no others in the sandbox (checked 2026-11). */
const STRENGTHS = [
  {
    id: '00000000-0000-0000-0000-000000000002',
    displayName: 'Multifactor authentication',
    allowedCombinations: [
      ...PASSWORDLESS,
      'temporaryAccessPassOneTime',
      'temporaryAccessPassMultiUse',
      'password,microsoftAuthenticatorPush',
      'password,softwareOath',
      'password,hardwareOath',
      'password,sms',
      'password,voice',
      'federatedMultiFactor',
      'microsoftAuthenticatorPush,federatedSingleFactor',
      'softwareOath,federatedSingleFactor',
      'hardwareOath,federatedSingleFactor',
      'sms,federatedSingleFactor',
      'voice,federatedSingleFactor',
    ],
  },
  {
    id: '00000000-0000-0000-0000-000000000003',
    displayName: 'Passwordless MFA',
    allowedCombinations: PASSWORDLESS,
  },
  {
    id: '00000000-0000-0000-0000-000000000004',
    displayName: 'Phishing resistant MFA',
    allowedCombinations: PHISHING_RESISTANT,
  },
] as const;

/** The strength that stands for `mfa-strength` in a policy. */
export const MFA_STRENGTH: Entity = writeStrength(STRENGTHS[0]);

/**
 * `GET /v1.0/policies/authenticationStrengthPolicies`
 *
 * @see https://learn.microsoft.com/graph/api/authenticationstrengthroot-list-policies
 */
export function listStrengths(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readPolicies);
  assertRole(caller, POLICY_READING_ROLES);
  return writeList(parts, 'policies/authenticationStrengthPolicies', url, STRENGTHS, writeStrength);
}

function writeStrength(strength: (typeof STRENGTHS)[number]): Entity {
  return {
    ...strength,
    createdDateTime: '2021-12-01T00:00:00Z',
    modifiedDateTime: '2021-12-01T00:00:00Z',
    policyType: 'builtIn',
    requirementsSatisfied: 'mfa',
    combinationConfigurations: [],
  };
}
