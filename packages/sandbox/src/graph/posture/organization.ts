import type { SandboxParts } from '../../parts.ts';
import { DIRECTORY_READING_ROLES } from '../../world/directory-roles.ts';
import { listDomains, listUsersOf } from '../../world/find.ts';
import { assertDelegatedRole, assertPermission } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { PLAN_IDS, planOf } from './premium.ts';

/** `GET /v1.0/organization`: a list of one. Its plans tell whether there is Entra ID P1. */
export function listOrganization(parts: SandboxParts, caller: Caller, url: URL): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readOrganization);
  assertDelegatedRole(caller, DIRECTORY_READING_ROLES);
  return writeList(parts, 'organization', url, [caller.tenant], () => writeOrganization(parts, caller));
}

function writeOrganization({ world }: SandboxParts, { tenant }: Caller): Entity {
  const plan = planOf(tenant);
  const assigned = plan === 'free' ? [] : [PLAN_IDS[plan].servicePlanId];
  const isSynced = listUsersOf(world, tenant.id).some((user) => user.isSynced === true);
  return {
    id: tenant.id,
    deletedDateTime: null,
    displayName: tenant.name,
    tenantType: 'AAD',
    countryLetterCode: null,
    onPremisesSyncEnabled: isSynced ? true : null,
    assignedPlans: assigned.map((servicePlanId) => ({
      assignedDateTime: '2020-01-01T00:00:00Z',
      capabilityStatus: 'Enabled',
      service: 'AADPremiumService',
      servicePlanId,
    })),
    verifiedDomains: listDomains(tenant).map(({ name, federation }) => ({
      name,
      type: federation === undefined && tenant.federation === undefined ? 'Managed' : 'Federated',
      isDefault: name === tenant.defaultDomain,
      isInitial: name === tenant.defaultDomain,
      capabilities: 'Email, OfficeCommunicationsOnline',
    })),
  };
}
