import type { World } from '@consentry/sandbox';
import { partnerOne, partnerTwo } from './a-broker.ts';

const graph = 'https://graph.microsoft.com';
const partnerCenter = 'https://api.partnercenter.microsoft.com';

/** The grant of partner one may read more of Graph: its account has the role, and the application the permissions. */
export function letRead(world: World, scopes: readonly string[]): void {
  const { applications, consents, users } = world;
  for (const { resource, scopes: wanted } of applications.flatMap(({ requiredScopes }) => requiredScopes))
    if (resource === graph) wanted.push(...scopes);
  for (const consent of consents)
    if (consent.tenantId === partnerOne && consent.resource === graph) consent.scopes.push(...scopes);
  for (const user of users)
    if (user.userPrincipalName === 'service@partner-one.example') user.directoryRoles = ['Security Reader'];
}

/** Accounts of partner two may use the application. It gave no grant. */
export function approveAtPartnerTwo({ applications, servicePrincipals, consents }: World): void {
  for (const { clientId } of applications) {
    servicePrincipals.push({ tenantId: partnerTwo, clientId, state: 'enabled', roles: [] });
    consents.push({
      tenantId: partnerTwo,
      clientId,
      resource: partnerCenter,
      scopes: ['user_impersonation'],
      kind: 'admin',
    });
  }
}
