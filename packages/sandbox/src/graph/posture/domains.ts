import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { findDomain, listDomains } from '../../world/find.ts';
import { POLICY_READING_ROLES } from '../../world/directory-roles.ts';
import type { DomainFederation, Tenant, TenantDomain } from '../../world/types.ts';
import { assertDelegatedRole, assertPermission, assertRole } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { notFound } from '../graph-error.ts';
import { contextOf, writeEntity, writeList } from '../odata.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

/** Roles whose holder may read the domains of a customer. */
const DOMAIN_READING_ROLES = ['Directory Readers', ...POLICY_READING_ROLES];

/** `GET /v1.0/domains` */
export function listTenantDomains(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  return writeList(parts, 'domains', url, listDomains(caller.tenant), (domain) =>
    writeDomain(caller.tenant, domain),
  );
}

/** `GET /v1.0/domains/{name}` */
export function getTenantDomain(parts: SandboxParts, caller: Caller, name: string, url: URL): Entity {
  authorizeReading(caller);
  return writeEntity(parts, 'domains', writeDomain(caller.tenant, getDomain(caller.tenant, name)), url);
}

/**
 * `GET /v1.0/domains/{name}/federationConfiguration`: a list of one.
 *
 * @throws GraphError 404 for a managed domain
 * @see https://learn.microsoft.com/graph/api/domain-list-federationconfiguration
 */
export function listFederationConfiguration(parts: SandboxParts, caller: Caller, name: string): Entity {
  assertPermission(caller, POSTURE_PERMISSIONS.readFederation);
  assertRole(caller, DOMAIN_READING_ROLES);
  const domain = getDomain(caller.tenant, name);
  const federation = federationOf(caller.tenant, domain);
  if (federation === undefined) throw notFound(name);
  return {
    ...contextOf(parts, `domains('${domain.name}')/federationConfiguration`),
    value: [writeFederation(domain.name, federation)],
  };
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, POSTURE_PERMISSIONS.readDomains);
  assertDelegatedRole(caller, DOMAIN_READING_ROLES);
}

function getDomain(tenant: Tenant, name: string): TenantDomain {
  const domain = findDomain(tenant, name);
  if (domain === undefined) throw notFound(name);
  return domain;
}

/** A tenant's `federation` is that of all its domains. */
function federationOf({ federation }: Tenant, domain: TenantDomain): DomainFederation | undefined {
  return federation === undefined ? domain.federation : { sendsMfaClaim: false, mfaBehavior: 'enforce' };
}

function writeDomain(tenant: Tenant, domain: TenantDomain): Entity {
  const isDefault = domain.name === tenant.defaultDomain;
  return {
    id: domain.name,
    authenticationType: federationOf(tenant, domain) === undefined ? 'Managed' : 'Federated',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault,
    isInitial: isDefault,
    isRoot: true,
    isVerified: true,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    passwordValidityPeriodInDays: 2_147_483_647,
    passwordNotificationWindowInDays: 14,
    state: null,
  };
}

const BEHAVIORS = {
  accept: 'acceptIfMfaDoneByFederatedIdp',
  enforce: 'enforceMfaByFederatedIdp',
  reject: 'rejectMfaByFederatedIdp',
} as const;

/** Whether the provider really tells of MFA is not in it: that shows in the sign-ins alone. */
function writeFederation(name: string, { mfaBehavior }: DomainFederation): Entity {
  return {
    '@odata.type': '#microsoft.graph.internalDomainFederation',
    id: deriveGuid('federation', name),
    displayName: `Identity provider of ${name}`,
    issuerUri: `https://sts.${name}/adfs/services/trust`,
    metadataExchangeUri: `https://sts.${name}/adfs/services/trust/mex`,
    passiveSignInUri: `https://sts.${name}/adfs/ls`,
    activeSignInUri: `https://sts.${name}/adfs/services/trust/2005/usernamemixed`,
    signOutUri: `https://sts.${name}/adfs/ls`,
    preferredAuthenticationProtocol: 'wsFed',
    promptLoginBehavior: 'nativeSupport',
    isSignedAuthenticationRequestRequired: false,
    signingCertificate: null,
    nextSigningCertificate: null,
    signingCertificateUpdateStatus: null,
    federatedIdpMfaBehavior: mfaBehavior === undefined ? null : BEHAVIORS[mfaBehavior],
  };
}
