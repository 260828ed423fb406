import type { SandboxParts } from '../../parts.ts';
import { findServicePrincipal, findTenant } from '../../world/find.ts';
import { servicePrincipalId } from '../../world/object-ids.ts';
import { isInTenant } from '../../world/world-resources.ts';
import type { Application, ServicePrincipal, Tenant } from '../../world/types.ts';
import { getField } from '../form.ts';
import { assertEnabled } from '../get-client.ts';
import { EntraRefusal } from '../refusal.ts';
import type { ScopeTarget } from '../scopes.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { writeApplicationAccessToken } from './access-token.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import type { TokenRequest } from './read-token-request.ts';
import { writeTokenAnswer } from './write-answer.ts';

/** The grant of an application that acts for itself, in one tenant where it was installed. */
export function issueForApplication(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
): IssuedTokens {
  const { application } = client;
  const tenant = getTenant(parts, tokenRequest.segment, application);
  const principal = getPrincipal(parts, tenant, application);
  const target = getTarget(parts, tokenRequest, tenant);
  const roles = principal.roles.find((granted) => granted.resource === target.resource.uri)?.roles ?? [];
  const token = writeApplicationAccessToken(parts, tenant.id, client, target, roles);
  return {
    body: writeTokenAnswer(tokenRequest.version, { accessToken: token, target }),
    outcome: {
      result: 'issued',
      accessTokenId: token.id,
      subject: {
        tenantId: tenant.id,
        objectId: servicePrincipalId(tenant.id, application.clientId),
      },
    },
    resource: target.resource.uri,
    clientAuthentication: client.method,
  };
}

/** `organizations` stands for the application's own tenant; the other aliases are refused before. */
function getTenant(parts: SandboxParts, segment: TenantSegment, application: Application): Tenant {
  if (segment.kind === 'tenant') return segment.tenant;
  const home = findTenant(parts.world, application.homeTenantId);
  if (home === undefined) throw new EntraRefusal(90002, { tenant: application.homeTenantId });
  return home;
}

function getPrincipal(parts: SandboxParts, tenant: Tenant, application: Application): ServicePrincipal {
  const { clientId } = application;
  const principal = findServicePrincipal(parts.world, tenant.id, clientId);
  if (principal === undefined) throw new EntraRefusal(7000229, { clientId, tenant: tenant.id });
  assertEnabled(parts.world, application, tenant);
  return principal;
}

function getTarget(
  { world }: SandboxParts,
  { form, scopes, version }: TokenRequest,
  tenant: Tenant,
): ScopeTarget {
  const parameter = version === 'v1' ? 'resource' : 'scope';
  const asked = getField(form, parameter);
  if (scopes === undefined) throw new EntraRefusal(70011, { scope: asked });
  const [target] = scopes.targets;
  // Beside the resource, v1 ignores the scope.
  const isAlone = version === 'v1' || scopes.asked.length === 1;
  const isDefault = target?.permissions === '.default' && isAlone;
  if (target === undefined || !isDefault) throw new EntraRefusal(1002012, { scope: scopes.asked.join(' ') });
  if (!isInTenant(world, target.resource, tenant)) {
    throw new EntraRefusal(500011, { resource: target.identifier, tenantName: tenant.name });
  }
  return target;
}
