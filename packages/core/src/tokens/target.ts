import { type Cloud, type CloudResource, type ResourceName, resourceScope } from '../entra/clouds.ts';
import { ConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';
import { findRetiredApi } from '../verification/known-audiences.ts';
import type { Access } from './access-token.ts';

/** Tenant × resource × scopes: what an access token is for. */
export interface Target {
  readonly access: Access;
  readonly tenant: TenantId;
  /** The name in the cloud's table; the URI for a resource that is not in it. */
  readonly resource: string;
  /** Full scope names, sorted; the token endpoint is asked for exactly these. */
  readonly scopes: readonly string[];
  /** `partner`: such a token opens every customer of the partner. */
  readonly belongsTo: CloudResource['belongsTo'];
  /** The only place that a token for this target is sent to. */
  readonly baseUrl: string;
  /** Tells targets of one owner apart. */
  readonly key: string;
}

/** Which token is wanted: of which partner, in which tenant, for which API. */
export interface TargetRequest {
  /** `delegated` when left out. */
  readonly access?: Access | undefined;
  readonly partner: TenantId;
  /** Left out for the partner's own tenant. */
  readonly customer?: TenantId | undefined;
  /** A name of the cloud's table, or a resource URI. */
  readonly resource: string;
  /** Names of delegated permissions, such as `User.Read.All`; everything consented when left out. */
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Reads a target. The tenant follows the resource: Partner Center always belongs to the partner's own
 * tenant, the others to the customer's if one is named.
 *
 * @throws ConsentryError `unknown_resource`, `wrong_tenant_for_resource`, `invalid_request`
 */
export function readTarget(cloud: Cloud, request: TargetRequest): Target {
  const resource = findResource(cloud, request.resource);
  if (resource.belongsTo === 'partner' && request.customer !== undefined) {
    throw new ConsentryError('wrong_tenant_for_resource', {
      remedy: `Leave \`customer\` out, and name the customer in the path of the call: ${resource.baseUrl}/v1/customers/${request.customer}/…`,
    });
  }
  const tenant = request.customer ?? request.partner;
  const { access = 'delegated' } = request;
  if (access === 'app-only') requireDefaultScope(request.scopes);
  const names = request.scopes === undefined || request.scopes.length === 0 ? ['.default'] : request.scopes;
  const scopes = [...new Set(names.map((name) => resourceScope(resource, readScopeName(name))))].toSorted();
  const key = targetKey(tenant, scopes);
  return {
    access,
    tenant,
    resource: nameOf(cloud, resource) ?? resource.audience,
    scopes,
    belongsTo: resource.belongsTo,
    baseUrl: resource.baseUrl,
    key: access === 'app-only' ? `app-only ${key}` : key,
  };
}

/** @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#client-credentials-grant-flow-and-default (2026-11) */
function requireDefaultScope(names: TargetRequest['scopes'] = []): void {
  if (names.every((name) => name === '.default')) return;
  throw new ConsentryError('invalid_request', {
    message:
      'An app-only token carries every application permission that the tenant consented to; none can be chosen.',
    remedy: 'Leave `scopes` out.',
  });
}

/** Tells targets of one grant apart. @param scopes full names, sorted */
export function targetKey(tenant: TenantId, scopes: readonly string[]): string {
  return `${tenant} ${scopes.join(' ')}`;
}

function nameOf(cloud: Cloud, resource: CloudResource): string | undefined {
  return Object.entries(cloud.resources).find(([, known]) => known === resource)?.[0];
}

/**
 * Finds a resource by its name or by one of its identifiers.
 * @throws ConsentryError `unknown_resource`
 */
export function findResource(cloud: Cloud, nameOrUri: string): CloudResource {
  const named = Object.hasOwn(cloud.resources, nameOrUri)
    ? cloud.resources[nameOrUri as ResourceName]
    : undefined;
  if (named !== undefined) return named;
  for (const resource of Object.values(cloud.resources)) {
    if (resource.audiences.includes(nameOrUri)) return resource;
  }
  const retired = findRetiredApi(nameOrUri);
  if (retired !== undefined) {
    const { api, remedy } = retired;
    throw new ConsentryError('unknown_resource', { message: `This is ${api}.`, ...(remedy && { remedy }) });
  }
  // Blanks would add a scope of another resource; the form is that of the contract.
  if (!/^https:\/\/[a-zA-Z0-9.:/_-]{1,240}$/.test(nameOrUri) || !URL.canParse(nameOrUri)) {
    throw new ConsentryError('unknown_resource', { facts: { cloud: cloud.name } });
  }
  const { origin, hostname } = new URL(nameOrUri);
  if (hostname.endsWith('.') || isKnownOrigin(cloud, origin))
    throw new ConsentryError('unknown_resource', { facts: { cloud: cloud.name } });
  return { audience: nameOrUri, audiences: [nameOrUri], baseUrl: origin, belongsTo: 'any' };
}

/**
 * Another spelling of a resource that the cloud's table has would escape the rules of that resource, so it is
 * not taken for a resource of its own.
 */
function isKnownOrigin(cloud: Cloud, origin: string): boolean {
  return Object.values(cloud.resources).some(({ audiences, baseUrl, otherBaseUrls = [] }) =>
    [...audiences, baseUrl, ...otherBaseUrls].some(
      (known) => URL.canParse(known) && new URL(known).origin === origin,
    ),
  );
}

function readScopeName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9._-]{0,127}$|^\.default$/.test(name)) return name;
  throw new ConsentryError('invalid_request', {
    message: 'A scope is not the name of a permission.',
    remedy: 'Name permissions without the resource, such as User.Read.All.',
  });
}
