import { AADSTS } from '../../entra/aadsts.ts';
import type { MfaSource } from '../../entra/conditional-access/find-demands.ts';
import { isWithin } from '../../entra/conditional-access/is-within.ts';
import type { PolicyResult, SignInEvent } from '../../entra/sign-in/sign-in-event.ts';
import type { SandboxParts } from '../../parts.ts';
import { findApplication } from '../../world/find.ts';
import type { PolicyGrant, Tenant } from '../../world/types.ts';
import { findResourceByUri } from '../../world/world-resources.ts';
import { hasPermission } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';

export type GraphVersion = 'v1.0' | 'beta';

/**
 * Writes a sign-in as Graph shows it. What tells of MFA, and of the kind of sign-in, is in beta alone. The policies are for who may read
 * policies; that others see an empty list is a guess (2026-11).
 */
export function createSignInWriter(
  parts: SandboxParts,
  caller: Caller,
  version: GraphVersion,
): (event: SignInEvent) => Entity {
  const seesPolicies = hasPermission(caller, POSTURE_PERMISSIONS.readAccessPolicies);
  return (event) => ({
    ...writeStable(parts, event),
    appliedConditionalAccessPolicies: seesPolicies ? writePolicies(event) : [],
    ...(version === 'beta' ? writeBeta(parts, caller.tenant, event) : {}),
  });
}

function writeStable({ world }: SandboxParts, event: SignInEvent): Entity {
  const resource = event.resource === undefined ? undefined : findResourceByUri(world, event.resource);
  const { device } = event.user;
  return {
    id: event.id,
    createdDateTime: new Date(event.at).toISOString(),
    userDisplayName: event.user.displayName,
    userPrincipalName: (event.user.mail ?? event.user.userPrincipalName).toLowerCase(),
    userId: event.objectId,
    appId: event.clientId,
    appDisplayName: findApplication(world, event.clientId)?.displayName ?? null,
    ipAddress: event.clientAddress,
    clientAppUsed: event.protocol === 'oAuth2' ? 'Browser' : 'Mobile Apps and Desktop clients',
    correlationId: event.id,
    conditionalAccessStatus: statusOf(event.policies.map(({ result }) => result)),
    isInteractive: event.isInteractive,
    riskDetail: 'none',
    riskLevelAggregated: 'none',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    riskEventTypes: [],
    riskEventTypes_v2: [],
    resourceDisplayName: resource?.displayName ?? null,
    resourceId: resource?.appId ?? null,
    status: {
      errorCode: event.code,
      failureReason: event.code === 0 ? 'Other.' : (causeOf(event.code) ?? null),
      additionalDetails: null,
    },
    deviceDetail: {
      deviceId: '',
      displayName: null,
      operatingSystem: null,
      browser: null,
      isCompliant: device === 'compliant',
      isManaged: device !== undefined,
      trustType: device === 'hybrid-joined' ? 'Hybrid Azure AD joined' : null,
    },
    location: { city: null, state: null, countryOrRegion: null, geoCoordinates: null },
  };
}

function causeOf(code: number): string | undefined {
  return Object.entries(AADSTS).find(([number]) => Number(number) === code)?.[1].error;
}

function statusOf(results: readonly PolicyResult[]): string {
  if (results.includes('failure')) return 'failure';
  return results.includes('success') ? 'success' : 'notApplied';
}

const CONTROLS: Record<PolicyGrant, string> = {
  mfa: 'Mfa',
  'mfa-strength': 'Require authentication strength - Multifactor authentication',
  'compliant-device': 'RequireCompliantDevice',
  'hybrid-joined-device': 'RequireDomainJoinedDevice',
  'approved-application': 'RequireApprovedApp',
  'external-challenge': 'ExampleExternalChallenge',
  block: 'Block',
};

function writePolicies({ policies }: SignInEvent): Entity[] {
  return policies.map(({ id, displayName, grants, result }) => ({
    id,
    displayName,
    enforcedGrantControls: grants.map((grant) => CONTROLS[grant]),
    enforcedSessionControls: [],
    result,
  }));
}

/** Who wanted MFA, by the words of beta. */
const PROVIDERS: Record<MfaSource, { requirementProvider: string; detail: string }> = {
  tenant: { requirementProvider: 'user', detail: 'Per-user MFA' },
  'security-defaults': { requirementProvider: 'securityDefaults', detail: 'Security Defaults' },
  policies: { requirementProvider: 'multiConditionalAccess', detail: 'Conditional Access' },
  entra: { requirementProvider: 'enforcedForCspAdmins', detail: 'Enforced for CSP admins' },
};

function writeBeta({ world }: SandboxParts, tenant: Tenant, event: SignInEvent): Entity {
  const { presence, mfaBy, mfaSources, user } = event;
  // A code that Entra asks for by itself is asked of the user, as before there were policies.
  const sources = mfaSources.length === 0 && mfaBy === 'entra' ? (['tenant'] as const) : mfaSources;
  const isMulti = sources.length > 0;
  return {
    authenticationRequirement: isMulti ? 'multiFactorAuthentication' : 'singleFactorAuthentication',
    authenticationRequirementPolicies: sources.map((source) => PROVIDERS[source]),
    authenticationDetails: writeSteps(event),
    authenticationMethodsUsed: mfaBy === 'entra' ? ['Password', 'App Verification code'] : ['Password'],
    authenticationProtocol: event.protocol,
    mfaDetail: mfaBy === undefined ? null : { authMethod: MFA_METHODS[mfaBy], authDetail: null },
    networkLocationDetails: writeNetworks(tenant, event.clientAddress),
    signInEventTypes: [event.isInteractive ? 'interactiveUser' : 'nonInteractiveUser'],
    incomingTokenType: event.isInteractive ? 'none' : 'refreshToken',
    crossTenantAccessType: { member: 'none', guest: 'b2bCollaboration', delegated: 'serviceProvider' }[
      presence
    ],
    homeTenantId: user.tenantId,
    resourceTenantId: event.tenantId,
    userType: presence === 'guest' ? 'guest' : 'member',
    tokenIssuerType: event.isFederated ? 'ADFederationServices' : 'AzureAD',
    clientCredentialType: clientCredentialOf(world.applications, event.clientId),
  };
}

/** The named locations that the address is in. */
function writeNetworks({ namedLocations = [] }: Tenant, address: string): Entity[] {
  return namedLocations
    .filter(({ networks }) => isWithin(address, networks))
    .map(({ displayName, isTrusted }) => ({
      networkType: isTrusted ? 'trusted' : 'namedNetwork',
      networkNames: [displayName],
    }));
}

const MFA_METHODS = {
  entra: 'OATH verification code',
  provider: 'MFA completed by federated provider',
} as const;

/** The steps of an interactive sign-in. What comes from a token was shown before. */
function writeSteps(event: SignInEvent): Entity[] {
  const { at, isInteractive, mfaBy, isFederated, amr } = event;
  if (amr.length === 0) return [];
  const step = (method: string, requirement: string): Entity => ({
    authenticationStepDateTime: new Date(at).toISOString(),
    authenticationMethod: method,
    authenticationMethodDetail: null,
    succeeded: true,
    authenticationStepResultDetail: isInteractive
      ? 'MFA successfully completed'
      : 'MFA requirement satisfied by claim in the token',
    authenticationStepRequirement: requirement,
  });
  const first = step(isInteractive ? 'Password' : 'Previously satisfied', 'Primary authentication');
  const firstDetail = isFederated ? 'Federated' : 'Correct password';
  const steps: Entity[] = [{ ...first, authenticationStepResultDetail: firstDetail }];
  if (mfaBy !== undefined) steps.push(step(MFA_METHODS[mfaBy], 'Multi-factor authentication'));
  return steps;
}

/** A registration without secrets and certificates is that of a public client. */
function clientCredentialOf(applications: SandboxParts['world']['applications'], clientId: string): string {
  const application = applications.find((one) => one.clientId === clientId);
  if (application === undefined) return 'none';
  if (application.secrets.length > 0) return 'clientSecret';
  return application.certificates.length > 0 ? 'clientAssertion' : 'none';
}
