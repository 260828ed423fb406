import { type Cloud, resourceScope } from '../entra/clouds.ts';
import type { Dialect } from '../entra/dialect.ts';
import { ConsentryError } from '../errors.ts';

/**
 * What kind of partner a tenant is. `integration-account`: the account that Microsoft gives a partner to try out its programs in
 * production. Nothing in a token says it: an operator does, or Partner Center.
 * @see Partner Center, "Partner security requirements" (2026-11)
 */
export const partnerKinds = [
  'direct-bill',
  'indirect-provider',
  'indirect-reseller',
  'advisor',
  'control-panel-vendor',
  'integration-account',
] as const;

/** What kind of partner Microsoft has somebody for. */
export type PartnerKind = (typeof partnerKinds)[number];

/** Something that belongs to a partner whose kind may be known. */
export interface OfPartnerKind {
  /** Undefined where nobody said. Then it is taken for a partner that has Partner Center. */
  readonly partnerKind?: PartnerKind | undefined;
}

/**
 * What the report of posture reads of Microsoft Graph, in the name of an account: to read, and nothing else. Each needs the consent of an
 * administrator.
 * @see https://learn.microsoft.com/graph/permissions-reference (2026-11)
 */
export const resellerPermissions = [
  'AuditLog.Read.All',
  'Directory.Read.All',
  'Domain.Read.All',
  'Policy.Read.All',
  'UserAuthenticationMethod.Read.All',
] as const;

/** A permission at Graph that an indirect reseller is asked for. */
export type ResellerPermission = (typeof resellerPermissions)[number];

/** True of who has no API of Partner Center: a reseller of an indirect provider. @see Partner Center, "Get started" (2026-11) */
export function isReseller({ partnerKind }: OfPartnerKind): boolean {
  return partnerKind === 'indirect-reseller';
}

/**
 * The v1 endpoints ask for everything on the registration, and know no permission by its name: there a reseller would be asked for
 * Partner Center.
 * @throws ConsentryError `invalid_request`
 */
export function requireNamedScopes({ endpoints }: Dialect, about: OfPartnerKind): void {
  if (endpoints === 'v2' || !isReseller(about)) return;
  throw new ConsentryError('invalid_request', {
    message: 'A reseller cannot be asked for Microsoft Graph alone at the v1 endpoints.',
    remedy: 'Set entra.endpoints to v2, or invite the resellers from a broker of their own.',
  });
}

/**
 * What `connect` asks for beside identity and a refresh token, and what proves a grant: Partner Center in the user's name, or of a
 * reseller the permissions to read at Microsoft Graph.
 * @throws ConsentryError `invalid_configuration` (a cloud without Partner Center, or without Graph)
 */
export function connectScopes(cloud: Cloud, about: OfPartnerKind = {}): readonly string[] {
  if (isReseller(about)) {
    const { graph } = cloud.resources;
    if (graph === undefined) throw lacks(cloud, 'Graph');
    return resellerPermissions.map((name) => resourceScope(graph, name));
  }
  const partnerCenter = cloud.resources['partner-center'];
  if (partnerCenter === undefined) throw lacks(cloud, 'Partner Center');
  return [resourceScope(partnerCenter, partnerCenter.delegatedScope)];
}

/**
 * What an administrator approves. Of a reseller each permission by its name: `.default` would ask for everything on the
 * registration.
 * @throws ConsentryError as {@link connectScopes}
 */
export function approvalScopes(cloud: Cloud, about: OfPartnerKind = {}): readonly string[] {
  if (isReseller(about)) return connectScopes(cloud, about);
  const partnerCenter = cloud.resources['partner-center'];
  if (partnerCenter === undefined) throw lacks(cloud, 'Partner Center');
  return [resourceScope(partnerCenter)];
}

function lacks({ name }: Cloud, api: string): ConsentryError {
  return new ConsentryError('invalid_configuration', { message: `The cloud ${name} has no ${api}.` });
}
