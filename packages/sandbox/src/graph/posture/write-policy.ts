import { listGrants } from '../../entra/conditional-access/wanted-grants.ts';
import { DIRECTORY_ROLES } from '../../world/directory-roles.ts';
import { groupId } from '../../world/object-ids.ts';
import type { ConditionalAccessPolicy, PolicyGrant, PolicyUsers, Tenant, World } from '../../world/types.ts';
import { findResourceByUri } from '../../world/world-resources.ts';
import type { Entity } from '../odata.ts';
import { MFA_STRENGTH } from './authentication-strengths.ts';
import { placeId } from './named-locations.ts';

const STATES = {
  enabled: 'enabled',
  'report-only': 'enabledForReportingButNotEnforced',
  disabled: 'disabled',
} as const;

/** A conditional-access policy as Graph shows it. */
export function writePolicy(world: World, tenant: Tenant, policy: ConditionalAccessPolicy): Entity {
  return {
    id: policy.id,
    templateId: null,
    displayName: policy.displayName,
    createdDateTime: writeInstant(policy.createdAt),
    modifiedDateTime: writeInstant(policy.modifiedAt),
    state: STATES[policy.state],
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      clientAppTypes: policy.clientAppTypes ?? ['all'],
      devices: null,
      clientApplications: null,
      applications: writeApplications(world, policy),
      users: writeUsers(tenant, policy.users),
      platforms:
        policy.platforms === undefined
          ? null
          : {
              includePlatforms: policy.platforms.include === 'all' ? ['all'] : policy.platforms.include,
              excludePlatforms: policy.platforms.exclude ?? [],
            },
      locations:
        policy.locations === undefined
          ? null
          : {
              includeLocations: writePlaces(tenant, policy.locations.include),
              excludeLocations: writePlaces(tenant, policy.locations.exclude ?? []),
            },
    },
    grantControls: writeGrantControls(policy),
    sessionControls: writeSessionControls(policy),
  };
}

/** An application that is left out of a policy, or that it is for, is named by its application id. */
function writeApplications(
  world: World,
  { resources, excludeResources = [] }: ConditionalAccessPolicy,
): Entity {
  const idsOf = (uris: readonly string[]): string[] =>
    uris.map((uri) => findResourceByUri(world, uri)?.appId ?? uri);
  return {
    includeApplications: resources === 'all' ? ['All'] : idsOf(resources),
    excludeApplications: idsOf(excludeResources),
    includeUserActions: [],
    includeAuthenticationContextClassReferences: [],
    applicationFilter: null,
  };
}

function writeUsers({ id }: Tenant, users: PolicyUsers): Entity {
  const groupIds = (names: readonly string[] = []): string[] => names.map((name) => groupId(id, name));
  const roleIds = (names: readonly string[] = []): string[] =>
    names.flatMap((name) => DIRECTORY_ROLES[name] ?? []);
  const isForSome =
    users.includeGroups !== undefined || users.includeRoles !== undefined || users.includeGuests === true;
  const named = users.include === 'all' ? ['All'] : users.include;
  return {
    includeUsers: named.length === 0 && !isForSome ? ['None'] : named,
    excludeUsers: users.exclude ?? [],
    includeGroups: groupIds(users.includeGroups),
    excludeGroups: groupIds(users.excludeGroups),
    includeRoles: roleIds(users.includeRoles),
    excludeRoles: roleIds(users.excludeRoles),
    includeGuestsOrExternalUsers: writeExternals(users.includeGuests === true ? GUESTS : []),
    excludeGuestsOrExternalUsers: writeExternals([
      ...(users.excludeGuests === true ? GUESTS : []),
      ...(users.excludeServiceProviders === true ? ['serviceProvider'] : []),
    ]),
  };
}

const GUESTS: readonly string[] = ['internalGuest', 'b2bCollaborationGuest'];

function writeExternals(types: readonly string[]): Entity | null {
  if (types.length === 0) return null;
  const externalTenants = {
    '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants',
    membershipKind: 'all',
  };
  return { guestOrExternalUserTypes: types.join(','), externalTenants };
}

function writePlaces(tenant: Tenant, places: 'all' | readonly string[]): string[] {
  return places === 'all' ? ['All'] : places.map((place) => placeId(tenant, place));
}

/** What of the grants is a built-in control of Graph. */
const BUILT_IN: Partial<Record<PolicyGrant, string>> = {
  mfa: 'mfa',
  'compliant-device': 'compliantDevice',
  'hybrid-joined-device': 'domainJoinedDevice',
  'approved-application': 'approvedApplication',
  block: 'block',
};

function writeGrantControls(policy: ConditionalAccessPolicy): Entity | null {
  const grants = listGrants(policy);
  if (grants.length === 0) return null;
  return {
    operator: policy.operator === 'and' ? 'AND' : 'OR',
    builtInControls: grants.flatMap((grant) => BUILT_IN[grant] ?? []),
    customAuthenticationFactors: grants.includes('external-challenge') ? ['ExampleExternalChallenge'] : [],
    termsOfUse: [],
    authenticationStrength: grants.includes('mfa-strength') ? MFA_STRENGTH : null,
  };
}

function writeSessionControls({
  signInFrequencyHours,
  persistentBrowser,
}: ConditionalAccessPolicy): Entity | null {
  if (signInFrequencyHours === undefined && persistentBrowser === undefined) return null;
  return {
    disableResilienceDefaults: null,
    applicationEnforcedRestrictions: null,
    cloudAppSecurity: null,
    persistentBrowser: persistentBrowser === undefined ? null : { isEnabled: true, mode: persistentBrowser },
    signInFrequency: signInFrequencyHours === undefined ? null : writeFrequency(signInFrequencyHours),
  };
}

/** Whole days are written as days, as the portal does. Graph has no parts of hours: they are rounded up. */
function writeFrequency(hours: number): Entity {
  const isDays = hours % 24 === 0;
  return {
    isEnabled: true,
    value: isDays ? hours / 24 : Math.ceil(hours),
    type: isDays ? 'days' : 'hours',
    frequencyInterval: 'timeBased',
    authenticationType: 'primaryAndSecondaryAuthentication',
  };
}

function writeInstant(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
