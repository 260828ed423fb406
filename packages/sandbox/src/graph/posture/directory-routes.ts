import type { SandboxParts } from '../../parts.ts';
import type { AddRoute } from '../route.ts';
import { getTenantDomain, listFederationConfiguration, listTenantDomains } from './domains.ts';
import { getGroup, listGroupMembers, listGroups } from './groups.ts';
import { listOrganization } from './organization.ts';
import { listRoleAssignments, listRoleDefinitions, listRoleMembers } from './role-assignments.ts';

/** Adds what Graph tells of a directory beside its users and applications: roles, groups, domains, and the organization. */
export function addDirectoryRoutes(parts: SandboxParts, add: AddRoute): void {
  add('get', '/directoryRoles/:id/members', ({ caller, id, url }) => listRoleMembers(parts, caller, id, url));
  const roles = '/roleManagement/directory';
  add('get', `${roles}/roleAssignments`, ({ caller, url }) => listRoleAssignments(parts, caller, url));
  add('get', `${roles}/roleDefinitions`, ({ caller, url }) => listRoleDefinitions(parts, caller, url));

  add('get', '/groups', ({ caller, url }) => listGroups(parts, caller, url));
  add('get', '/groups/:id', ({ caller, id, url }) => getGroup(parts, caller, id, url));
  for (const members of ['members', 'transitiveMembers'])
    add('get', `/groups/:id/${members}`, ({ caller, id, url }) => listGroupMembers(parts, caller, id, url));

  add('get', '/organization', ({ caller, url }) => listOrganization(parts, caller, url));
  add('get', '/domains', ({ caller, url }) => listTenantDomains(parts, caller, url));
  add('get', '/domains/:id', ({ caller, id, url }) => getTenantDomain(parts, caller, id, url));
  add('get', '/domains/:id/federationConfiguration', ({ caller, id }) =>
    listFederationConfiguration(parts, caller, id),
  );
}
