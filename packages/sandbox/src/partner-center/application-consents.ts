import { z } from 'zod';
import { keepSight } from '../entra/late-sight.ts';
import { isGuid } from '../ids.ts';
import type { SandboxParts } from '../parts.ts';
import { recordConsent } from '../world/consents.ts';
import { findServicePrincipal, listConsents } from '../world/find.ts';
import { listRolesIn } from '../world/presence.ts';
import type { ResourceScopes, Tenant } from '../world/types.ts';
import { findWorldResource, isInTenant } from '../world/world-resources.ts';
import { ApiFault } from './api-fault.ts';
import { getUser } from './authorize-call.ts';
import type { Caller } from './authorize-call.ts';
import { findCustomer } from './find-customer.ts';
import { readBody } from './read-body.ts';

const consentBody = z.object({
  applicationId: z.string().refine(isGuid, 'must be a GUID'),
  displayName: z.string().nullish(),
  applicationGrants: z
    .array(
      z.object({
        enterpriseApplicationId: z.string().refine(isGuid, 'must be a GUID'),
        scope: z.string().min(1),
      }),
    )
    .min(1),
});

/** Roles that consent in a customer's tenant, through GDAP or DAP. */
const CONSENTING_ROLES = [
  'Cloud Application Administrator',
  'Application Administrator',
  'Global Administrator',
];

/**
 * `POST /v1/customers/{tenant id}/applicationconsents`: all grants of the body, or none.
 *
 * @throws ApiFault 400/800002 body, scope, or a resource that the customer does not have; 403/2032 another application than
 * the token's; 409/800002 there is consent already; 403 as {@link authorizeConsent}
 */
export function createApplicationConsent(
  parts: SandboxParts,
  caller: Caller,
  customerId: string,
  text: string,
): object {
  const body = readBody(text, consentBody);
  const customer = authorizeConsent(parts, caller, customerId, body.applicationId);
  const { clientId } = caller.claims;
  const grants = body.applicationGrants.map((grant) => readGrant(parts, customer, grant));
  const known = listConsents(parts.world, customer.id, clientId).filter(({ kind }) => kind === 'admin');
  if (grants.some(({ resource }) => known.some((consent) => consent.resource === resource))) {
    throw new ApiFault(409, '800002', 'Permission entry already exists.');
  }
  keepSight(parts, customer.id, clientId);
  recordConsent(parts.world, { tenantId: customer.id, clientId }, grants);
  return body;
}

/**
 * `DELETE /v1/customers/{tenant id}/applicationconsents/{application id}`: the service principal goes, and all consent with it.
 *
 * @throws ApiFault 404/1000 the customer does not have the application; 403 as {@link authorizeConsent}
 */
export function deleteApplicationConsent(
  parts: SandboxParts,
  caller: Caller,
  customerId: string,
  applicationId: string,
): object {
  const customer = authorizeConsent(parts, caller, customerId, applicationId);
  const { clientId } = caller.claims;
  const { world } = parts;
  if (findServicePrincipal(world, customer.id, clientId) === undefined) {
    throw new ApiFault(404, '1000', 'Not found: the customer has no consent for the application.');
  }
  keepSight(parts, customer.id, clientId);
  const isAnother = (one: { tenantId: string; clientId: string }): boolean =>
    one.tenantId !== customer.id || one.clientId !== clientId;
  world.servicePrincipals = world.servicePrincipals.filter(isAnother);
  world.consents = world.consents.filter(isAnother);
  return {};
}

/**
 * @throws ApiFault 403/900329 for an application alone, 403/20002 not a customer, which the partner itself is not either,
 * 403/900150 the user is not in AdminAgents, 403/900308 no role that consents, 403/2032 another application than the token's
 */
function authorizeConsent(
  parts: SandboxParts,
  caller: Caller,
  customerId: string,
  applicationId: string,
): Tenant {
  const user = getUser(caller);
  const { customer } = findCustomer(parts, caller, customerId);
  if (!user.groups.includes('AdminAgents')) {
    throw new ApiFault(403, '900150', 'The role of the user does not have rights for this operation.');
  }
  const roles = listRolesIn(parts, user, customer.id);
  if (!roles.some((role) => CONSENTING_ROLES.includes(role))) {
    const message = `Insufficient privileges for the customer: one of ${CONSENTING_ROLES.join(', ')} is needed.`;
    throw new ApiFault(403, '900308', message);
  }
  if (applicationId.toLowerCase() !== caller.claims.clientId) {
    throw new ApiFault(403, '2032', 'Access denied: the token is of another application than applicationId.');
  }
  return customer;
}

function readGrant(
  parts: SandboxParts,
  customer: Tenant,
  { enterpriseApplicationId, scope }: { enterpriseApplicationId: string; scope: string },
): ResourceScopes {
  const appId = enterpriseApplicationId.toLowerCase();
  const resource = findWorldResource(parts, appId);
  if (resource === undefined || !isInTenant(parts.world, resource, customer)) {
    const name = resource?.displayName ?? appId;
    throw new ApiFault(
      400,
      '800002',
      `The organization '${customer.name}' lacks a service principal for '${name}'.`,
    );
  }
  const scopes = scope.split(',').map((name) => {
    const wanted = name.trim().toLowerCase();
    const known = Object.keys(resource.permissions).find((one) => one.toLowerCase() === wanted);
    if (known !== undefined) return known;
    throw new ApiFault(
      400,
      '800002',
      `Invalid request input: ${resource.displayName} has no delegated permission '${name.trim()}'.`,
    );
  });
  return { resource: resource.uri, scopes: [...new Set(scopes)] };
}
