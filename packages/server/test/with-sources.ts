import type { World } from '@consentry/sandbox';
import { partnerOne } from './a-broker.ts';

const graphResource = 'https://graph.microsoft.com';
const needed = [
  'DelegatedAdminRelationship.Read.All',
  'Policy.Read.ConditionalAccess',
  'GroupMember.Read.All',
];

/** The partner has let the application read what its grants may end of. */
export function withSources(world: World): void {
  for (const { tenantId, resource, scopes } of world.consents) {
    if (tenantId === partnerOne && resource === graphResource) scopes.push(...needed);
  }
  for (const user of world.users) {
    if (user.userPrincipalName.startsWith('service@')) user.directoryRoles.push('Security Reader');
  }
  for (const { resource, scopes } of world.applications.flatMap(({ requiredScopes }) => requiredScopes)) {
    if (resource === graphResource) scopes.push(...needed);
  }
}
