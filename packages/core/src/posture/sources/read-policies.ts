import type { Api } from '../../apis/api.ts';
import type { Graph } from '../../apis/graph/graph.ts';
import { ConsentryError } from '../../errors.ts';
import type { JsonObject } from '../../http/read-json.ts';
import { objectOf, readObject, readPart, readText, readTexts, textOf } from '../../http/read-fields.ts';
import { sourceTable } from './source-table.ts';
import type { AccessPolicy, NamedLocation, PolicySide } from './sources.ts';

const hourMs = 60 * 60 * 1000;
/** Entra takes 23 hours, or 365 days. What is much more is no length of time, and ends at no date. */
const mostFrequency = 10_000;

/** @throws ConsentryError `api_bad_response` where the answer does not say; `api_…` and those of the credential source */
export async function readSecurityDefaults(api: Api): Promise<{ readonly isEnabled: boolean }> {
  const { json } = await api.call({ method: 'GET', path: sourceTable.securityDefaults.path });
  const { isEnabled } = objectOf(json);
  if (typeof isEnabled !== 'boolean') throw new ConsentryError('api_bad_response');
  return { isEnabled };
}

/**
 * Every conditional-access policy. One in which a part is of another kind than Graph documents makes the whole unreadable: an exclusion
 * that is lost would pass for none.
 *
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy (2026-11)
 */
export async function readPolicies(graph: Graph): Promise<readonly AccessPolicy[]> {
  const policies: AccessPolicy[] = [];
  for await (const item of graph.collection(sourceTable.policies.path))
    policies.push(readPolicy(readObject(item)));
  return policies;
}

/** Places that have a name. Countries are never trusted. */
export async function readLocations(graph: Graph): Promise<readonly NamedLocation[]> {
  const locations: NamedLocation[] = [];
  for await (const item of graph.collection(sourceTable.locations.path)) {
    const { id: given, displayName, isTrusted } = readObject(item);
    const id = readText(given);
    locations.push({ id, name: textOf(displayName) ?? id, isTrusted: isTrusted === true });
  }
  return locations;
}

function readPolicy(policy: JsonObject): AccessPolicy {
  const conditions = readPart(policy['conditions']);
  const applications = readPart(conditions['applications']);
  const locations = readPart(conditions['locations']);
  const users = readPart(conditions['users']);
  const grant = readPart(policy['grantControls']);
  const session = readPart(policy['sessionControls']);
  const id = readText(policy['id']);
  return {
    id,
    name: textOf(policy['displayName']) ?? id,
    state: readState(readText(policy['state'])),
    users: readSide(users, 'include'),
    excluded: readSide(users, 'exclude'),
    includedApplications: readTexts(applications['includeApplications']),
    excludedApplications: readTexts(applications['excludeApplications']),
    includedLocations: readTexts(locations['includeLocations']),
    excludedLocations: readTexts(locations['excludeLocations']),
    clientAppTypes: readTexts(conditions['clientAppTypes']),
    hasOtherConditions: hasOtherConditions(conditions, applications),
    operator: grant['operator'] === 'AND' ? 'AND' : 'OR',
    controls: readControls(grant),
    customControls: readTexts(grant['customAuthenticationFactors']),
    signInFrequencyMs: readFrequency(readPart(session['signInFrequency'])),
    persistentBrowser: readPersistence(readPart(session['persistentBrowser'])),
  };
}

/** A word that is not known is not in force: it may not count as protection. */
function readState(state: string): AccessPolicy['state'] {
  if (state === 'enabled') return 'enabled';
  return state === 'enabledForReportingButNotEnforced' ? 'report-only' : 'disabled';
}

function readSide(users: JsonObject, side: 'include' | 'exclude'): PolicySide {
  const externals = readPart(users[`${side}GuestsOrExternalUsers`]);
  const hasExternals = Object.keys(externals).length > 0;
  const { membershipKind = 'all' } = readPart(externals['externalTenants']);
  return {
    users: readTexts(users[`${side}Users`]),
    groups: readTexts(users[`${side}Groups`]),
    roles: readTexts(users[`${side}Roles`]),
    guests: hasExternals ? readText(externals['guestOrExternalUserTypes']).split(',') : [],
    ...(membershipKind !== 'all' && { isOfSomeTenants: true }),
  };
}

/** Those that narrow a policy and are not looked at one by one. Whatever stands there narrows it. */
function hasOtherConditions(conditions: JsonObject, applications: JsonObject): boolean {
  const platforms = readPart(conditions['platforms']);
  const included = readTexts(platforms['includePlatforms']);
  const isForEachPlatform = included.length === 0 || included.includes('all');
  return (
    !isForEachPlatform ||
    [
      platforms['excludePlatforms'],
      conditions['userRiskLevels'],
      conditions['signInRiskLevels'],
      conditions['insiderRiskLevels'],
      conditions['servicePrincipalRiskLevels'],
      conditions['authenticationFlows'],
      readPart(conditions['devices'])['deviceFilter'],
      applications['applicationFilter'],
    ].some((value) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0))
  );
}

/** A strength counts as MFA only where it says that it satisfies it. Terms of use are one more control, which a click meets. */
function readControls(grant: JsonObject): readonly string[] {
  const strength = readPart(grant['authenticationStrength']);
  const takesMfa = strength['requirementsSatisfied'] === 'mfa';
  return [
    ...readTexts(grant['builtInControls']),
    ...(takesMfa ? ['authenticationStrength'] : []),
    ...(readTexts(grant['termsOfUse']).length > 0 ? ['termsOfUse'] : []),
  ];
}

function readFrequency(frequency: JsonObject): AccessPolicy['signInFrequencyMs'] {
  const { isEnabled, frequencyInterval, type, value } = frequency;
  if (isEnabled !== true) return undefined;
  if (frequencyInterval === 'everyTime') return 'everyTime';
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > mostFrequency)
    throw new ConsentryError('api_bad_response');
  return value * hourMs * (type === 'days' ? 24 : 1);
}

function readPersistence({ isEnabled, mode }: JsonObject): AccessPolicy['persistentBrowser'] {
  if (isEnabled !== true) return undefined;
  return mode === 'always' || mode === 'never' ? mode : undefined;
}
