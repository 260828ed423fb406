import type { Api } from '../../apis/api.ts';
import type { Graph } from '../../apis/graph/graph.ts';
import { ConsentryError } from '../../errors.ts';
import type { JsonObject } from '../../http/read-json.ts';
import { objectOf, textOf, textsOf } from './read-fields.ts';
import { sourceTable } from './source-table.ts';
import type { AccessPolicy, NamedLocation, PolicySide } from './sources.ts';

const hourMs = 60 * 60 * 1000;

/** @throws ConsentryError `api_bad_response` where the answer does not say; `api_…` and those of the credential source */
export async function readSecurityDefaults(api: Api): Promise<{ readonly isEnabled: boolean }> {
  const { json } = await api.call({ method: 'GET', path: sourceTable.securityDefaults.path });
  const { isEnabled } = objectOf(json);
  if (typeof isEnabled !== 'boolean') throw new ConsentryError('api_bad_response');
  return { isEnabled };
}

/**
 * Every conditional-access policy.
 * @see https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy (2026-11)
 */
export async function readPolicies(graph: Graph): Promise<readonly AccessPolicy[]> {
  const policies: AccessPolicy[] = [];
  for await (const item of graph.collection(sourceTable.policies.path))
    policies.push(readPolicy(objectOf(item)));
  return policies;
}

/** Places that have a name. Countries are never trusted. */
export async function readLocations(graph: Graph): Promise<readonly NamedLocation[]> {
  const locations: NamedLocation[] = [];
  for await (const item of graph.collection(sourceTable.locations.path)) {
    const { id, displayName, isTrusted } = objectOf(item);
    if (typeof id !== 'string') continue;
    locations.push({ id, name: textOf(displayName) ?? id, isTrusted: isTrusted === true });
  }
  return locations;
}

function readPolicy(policy: JsonObject): AccessPolicy {
  const conditions = objectOf(policy['conditions']);
  const applications = objectOf(conditions['applications']);
  const locations = objectOf(conditions['locations']);
  const users = objectOf(conditions['users']);
  const grant = objectOf(policy['grantControls']);
  const session = objectOf(policy['sessionControls']);
  const id = textOf(policy['id']) ?? '';
  return {
    id,
    name: textOf(policy['displayName']) ?? id,
    state: readState(policy['state']),
    users: readSide(users, 'include'),
    excluded: readSide(users, 'exclude'),
    includedApplications: textsOf(applications['includeApplications']),
    excludedApplications: textsOf(applications['excludeApplications']),
    includedLocations: textsOf(locations['includeLocations']),
    excludedLocations: textsOf(locations['excludeLocations']),
    clientAppTypes: textsOf(conditions['clientAppTypes']),
    hasOtherConditions: hasOtherConditions(conditions, applications),
    operator: grant['operator'] === 'AND' ? 'AND' : 'OR',
    controls: readControls(grant),
    customControls: textsOf(grant['customAuthenticationFactors']),
    signInFrequencyMs: readFrequency(objectOf(session['signInFrequency'])),
    persistentBrowser: readPersistence(objectOf(session['persistentBrowser'])),
  };
}

/** A word that is not known is not in force: it may not count as protection. */
function readState(state: unknown): AccessPolicy['state'] {
  if (state === 'enabled') return 'enabled';
  return state === 'enabledForReportingButNotEnforced' ? 'report-only' : 'disabled';
}

function readSide(users: JsonObject, side: 'include' | 'exclude'): PolicySide {
  const externals = objectOf(users[`${side}GuestsOrExternalUsers`]);
  return {
    users: textsOf(users[`${side}Users`]),
    groups: textsOf(users[`${side}Groups`]),
    roles: textsOf(users[`${side}Roles`]),
    guests: textOf(externals['guestOrExternalUserTypes'])?.split(',') ?? [],
  };
}

/** Those that narrow a policy and are not looked at one by one. */
function hasOtherConditions(conditions: JsonObject, applications: JsonObject): boolean {
  const lists = ['userRiskLevels', 'signInRiskLevels', 'insiderRiskLevels', 'servicePrincipalRiskLevels'];
  if (lists.some((name) => textsOf(conditions[name]).length > 0)) return true;
  const filters = [objectOf(conditions['devices'])['deviceFilter'], conditions['authenticationFlows']];
  if (filters.some((filter) => filter !== undefined && filter !== null)) return true;
  if (applications['applicationFilter'] !== undefined && applications['applicationFilter'] !== null)
    return true;
  const platforms = objectOf(conditions['platforms']);
  const included = textsOf(platforms['includePlatforms']);
  const isForEach = included.length === 0 || included.includes('all');
  return !isForEach || textsOf(platforms['excludePlatforms']).length > 0;
}

/** A strength counts as MFA only where it says that it satisfies it. Terms of use are one more control, which a click meets. */
function readControls(grant: JsonObject): readonly string[] {
  const strength = objectOf(grant['authenticationStrength']);
  const takesMfa = strength['requirementsSatisfied'] === 'mfa';
  return [
    ...textsOf(grant['builtInControls']),
    ...(takesMfa ? ['authenticationStrength'] : []),
    ...(textsOf(grant['termsOfUse']).length > 0 ? ['termsOfUse'] : []),
  ];
}

function readFrequency(frequency: JsonObject): AccessPolicy['signInFrequencyMs'] {
  const { isEnabled, frequencyInterval, type, value } = frequency;
  if (isEnabled !== true) return undefined;
  if (frequencyInterval === 'everyTime') return 'everyTime';
  if (typeof value !== 'number' || value <= 0) return undefined;
  return value * hourMs * (type === 'days' ? 24 : 1);
}

function readPersistence({ isEnabled, mode }: JsonObject): AccessPolicy['persistentBrowser'] {
  if (isEnabled !== true) return undefined;
  return mode === 'always' || mode === 'never' ? mode : undefined;
}
