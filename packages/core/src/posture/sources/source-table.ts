/** Where a source comes from, and the least permission that reads it. */
export interface SourceRow {
  readonly api: 'graph' | 'partner-center' | 'broker';
  /** The path of the call, without its query. */
  readonly path: string;
  readonly needs: string;
}

/**
 * Every source of the report. The permissions are the least that Graph documents.
 * @see https://learn.microsoft.com/graph/permissions-reference (2026-11)
 */
export const sourceTable = {
  organization: { api: 'graph', path: '/v1.0/organization', needs: 'Directory.Read.All' },
  accounts: { api: 'graph', path: '/v1.0/users', needs: 'User.Read.All' },
  registrations: {
    api: 'graph',
    path: '/v1.0/reports/authenticationMethods/userRegistrationDetails',
    needs: 'AuditLog.Read.All (with Entra ID P1) or UserAuthenticationMethod.Read.All',
  },
  roles: {
    api: 'graph',
    path: '/v1.0/directoryRoles',
    needs: 'RoleManagement.Read.Directory and GroupMember.Read.All',
  },
  securityDefaults: {
    api: 'graph',
    path: '/v1.0/policies/identitySecurityDefaultsEnforcementPolicy',
    needs: 'Policy.Read.All',
  },
  policies: {
    api: 'graph',
    path: '/v1.0/identity/conditionalAccess/policies',
    needs: 'Policy.Read.ConditionalAccess',
  },
  groups: { api: 'graph', path: '/v1.0/groups/{group}/transitiveMembers', needs: 'GroupMember.Read.All' },
  locations: {
    api: 'graph',
    path: '/v1.0/identity/conditionalAccess/namedLocations',
    needs: 'Policy.Read.ConditionalAccess',
  },
  perUserMfa: {
    api: 'graph',
    path: '/beta/users/{account}/authentication/requirements',
    needs: 'Policy.Read.All',
  },
  domains: { api: 'graph', path: '/v1.0/domains', needs: 'Domain.Read.All' },
  signIns: { api: 'graph', path: '/beta/auditLogs/signIns', needs: 'AuditLog.Read.All, with Entra ID P1' },
  score: {
    api: 'graph',
    path: '/beta/security/partner/securityScore',
    needs: 'PartnerSecurity.Read.All, as a direct-bill partner or an indirect provider',
  },
  applications: {
    api: 'partner-center',
    path: '/v1/applicationmfaadoptionstatus',
    needs: 'the group AdminAgents, signed in with MFA',
  },
  portal: {
    api: 'partner-center',
    path: '/v1/nonMfaCompliantPartnerPrincipals',
    needs: 'the group AdminAgents, signed in with MFA',
  },
  requests: {
    api: 'partner-center',
    path: '/v1/partnerRequests',
    needs: 'the group AdminAgents, signed in with MFA',
  },
  grants: { api: 'broker', path: 'its own records', needs: 'nothing of Microsoft' },
} as const satisfies Record<string, SourceRow>;

/** Something of Microsoft’s that a report is made of. */
export type SourceName = keyof typeof sourceTable;

/** What to do about a refusal: the permission is named, where that is what is missing. */
export function remedyOf(name: SourceName): (code: string) => string | undefined {
  const { api, needs } = sourceTable[name];
  return (code) => {
    if (code !== 'api_forbidden') return undefined;
    if (api === 'partner-center') return `Give the account that calls Partner Center ${needs}.`;
    return `Let an administrator of the partner consent to ${needs}, at Microsoft Graph; then run the report again.`;
  };
}
