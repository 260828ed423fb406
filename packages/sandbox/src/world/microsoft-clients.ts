import type { Application } from './types.ts';

/** The tenant that Microsoft's own applications are of. */
export const MICROSOFT_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

/**
 * Microsoft's own public clients. They are registered in none of the world's tenants, and everybody may sign in with them: a
 * service principal comes with the first consent.
 *
 * @see https://learn.microsoft.com/powershell/microsoftgraph/authentication-commands (2026-11)
 */
export const MICROSOFT_CLIENTS: readonly Application[] = [
  {
    clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    homeTenantId: MICROSOFT_TENANT,
    displayName: 'Microsoft Graph Command Line Tools',
    secrets: [],
    certificates: [],
    redirectUris: [],
    publicClientRedirectUris: ['http://localhost'],
    allowPublicClientFlows: true,
    requiredScopes: [],
    multiTenant: true,
  },
];
