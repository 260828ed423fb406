import type { SandboxParts } from '../../parts.ts';
import { POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import { assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { contextOf } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

/**
 * `GET /v1.0/policies/identitySecurityDefaultsEnforcementPolicy`
 *
 * @see https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get
 */
export function getSecurityDefaults(parts: SandboxParts, caller: Caller): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readPolicies);
  assertRole(caller, POLICY_READING_ROLES);
  return {
    ...contextOf(parts, 'policies/identitySecurityDefaultsEnforcementPolicy/$entity'),
    id: '00000000-0000-0000-0000-000000000005',
    displayName: 'Security Defaults',
    description: 'Security defaults is a set of basic identity security mechanisms recommended by Microsoft.',
    isEnabled: caller.tenant.securityDefaults === true,
  };
}
