import { listWantedGrants } from '../../entra/conditional-access/wanted-grants.ts';
import type { SandboxParts } from '../../parts.ts';
import { ADMINISTRATOR_ROLES } from '../../world/directory-roles.ts';
import { findTenant, listPolicies, listRelationships, listUsersOf } from '../../world/find.ts';
import type { Tenant, User, World } from '../../world/types.ts';
import type { Entity } from '../odata.ts';
import { isMfaRegistered, listRegisteredMethods } from './registered-methods.ts';

/** A requirement of the score, and what it counts for. */
export interface Requirement {
  score: number;
  maxScore: number;
  entity: Entity;
}

const MAX_SCORE = 20;

/**
 * The requirements that can be told from the world: MFA of the partner's administrators, and of its customers'. Microsoft has three more
 * (security contact, alerts, spending budgets), of which the world says nothing: they are left out.
 */
export function listRequirements(parts: SandboxParts, partner: Tenant): Requirement[] {
  const { world } = parts;
  const own = countMfa(world, partner);
  const customers = listRelationships(world, partner.id).flatMap(
    ({ customerTenantId }) => findTenant(world, customerTenantId) ?? [],
  );
  const compliant = customers.filter((customer) => isProtected(world, customer)).length;
  return [
    writeRequirement(parts, 'mfaEnforcedForAdmins', isProtected(world, partner) ? 1 : 0, {
      '@odata.type': '#microsoft.graph.partner.security.adminsMfaEnforcedSecurityRequirement',
      actionUrl: 'https://aka.ms/partner-center-security-mfa',
      helpUrl: 'https://aka.ms/partner-center-security-dashboard-require-mfa',
      ...own,
      ...writeStatuses(world, partner),
    }),
    writeRequirement(parts, 'mfaEnforcedForAdminsOfCustomers', share(compliant, customers.length), {
      '@odata.type': '#microsoft.graph.partner.security.customersMfaEnforcedSecurityRequirement',
      actionUrl: 'https://aka.ms/partner-center-security-customer-mfa',
      helpUrl: 'https://aka.ms/partner-center-security-dashboard-require-mfa',
      totalTenantCount: customers.length,
      compliantTenantCount: compliant,
    }),
  ];
}

/** How much of the score is given for how much is reached is a guess (2026-11): the share, rounded down. */
function writeRequirement(
  { world, clock }: SandboxParts,
  requirementType: string,
  reached: number,
  more: Entity,
): Requirement {
  const score = Math.floor(reached * MAX_SCORE);
  const failed = world.settings.securityScoreStatus ?? 'noncomplaint';
  const entity = {
    id: requirementType,
    requirementType,
    complianceStatus: reached === 1 ? 'compliant' : failed,
    score,
    maxScore: MAX_SCORE,
    state: 'active',
    updatedDateTime: new Date(clock.now()).toISOString(),
    ...more,
  };
  return { score, maxScore: MAX_SCORE, entity };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** A tenant whose administrators all registered for MFA, and which asks all of them for it. */
function isProtected(world: World, tenant: Tenant): boolean {
  const isAsked = Object.values(writeStatuses(world, tenant)).includes('enabled');
  return isAsked && countMfa(world, tenant).adminsRequiredNotUsingMfaCount === 0;
}

function countMfa(
  world: World,
  tenant: Tenant,
): Record<string, number> & { adminsRequiredNotUsingMfaCount: number } {
  const users = listUsersOf(world, tenant.id).filter(({ state }) => state === 'active');
  const admins = users.filter(isAdministrator);
  const usingOf = (some: readonly User[]): number =>
    some.filter((user) => isMfaRegistered(listRegisteredMethods(world, user))).length;
  const [usersUsing, adminsUsing] = [usingOf(users), usingOf(admins)];
  return {
    totalAdminsCount: admins.length,
    adminsRequiredNotUsingMfaCount: admins.length - adminsUsing,
    mfaEnabledAdminsCount: adminsUsing,
    totalUsersCount: users.length,
    usersRequiredNotUsingMfaCount: users.length - usersUsing,
    mfaEnabledUsersCount: usersUsing,
  };
}

function isAdministrator({ directoryRoles }: User): boolean {
  return directoryRoles.some((role) => ADMINISTRATOR_ROLES.includes(role));
}

function writeStatuses(world: World, tenant: Tenant): Record<string, 'enabled' | 'disabled'> {
  const status = (is: boolean): 'enabled' | 'disabled' => (is ? 'enabled' : 'disabled');
  const admins = listUsersOf(world, tenant.id).filter(isAdministrator);
  const asksMfa = listPolicies(world, tenant.id).some(
    (policy) =>
      policy.state === 'enabled' && admins.some((admin) => listWantedGrants(policy, admin).includes('mfa')),
  );
  return {
    securityDefaultsStatus: status(tenant.securityDefaults === true),
    mfaConditionalAccessPolicyStatus: status(asksMfa),
    legacyPerUserMfaStatus: status(tenant.mfa !== 'when-asked'),
  };
}
