import {
  type ApiPermissions,
  type Cloud,
  type EndpointVersion,
  readTenantId,
  type TenantId,
} from '@consentry/core';
import type { Report } from './report.ts';
import type { Values } from './settings.ts';

/** What administrators of customers are asked for. */
export interface AdminConsentConfig {
  /** The generation of the admin consent endpoint. */
  readonly endpoints: EndpointVersion;
  /** What is on the registration and wanted in customers' tenants. */
  readonly permissions: readonly ApiPermissions[];
  /** Tenants that are never a customer. */
  readonly excluded: readonly TenantId[];
}

/** @returns undefined where customers are not asked */
export function readAdminConsent(
  values: Values,
  cloud: Cloud | undefined,
  report: Report,
): AdminConsentConfig | undefined {
  const permissions = values['adminConsent.permissions'];
  if (permissions === undefined) return undefined;
  for (const { resource } of permissions) {
    if (resource === 'partner-center' || isUnknownName(resource, cloud)) {
      report.add(
        'adminConsent.permissions',
        `names ${resource}, which no customer’s tenant gives a token for`,
        'Name APIs of customers’ tenants, such as graph, arm or defender, by their names or URIs.',
      );
    }
  }
  return {
    endpoints: values['adminConsent.endpoints'] ?? 'v2',
    permissions,
    excluded: (values['adminConsent.excludedTenants'] ?? []).map(readTenantId),
  };
}

function isUnknownName(resource: string, cloud: Cloud | undefined): boolean {
  return cloud !== undefined && !resource.startsWith('https://') && !Object.hasOwn(cloud.resources, resource);
}
