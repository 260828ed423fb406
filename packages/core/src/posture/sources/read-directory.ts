import type { Graph } from '../../apis/graph/graph.ts';
import { ConsentryError } from '../../errors.ts';
import type { JsonObject } from '../../http/read-json.ts';
import { objectOf, readObject, readText, textOf } from '../../http/read-fields.ts';
import { sourceTable } from './source-table.ts';
import type { AccessPolicy, Domain, GroupMembers, Organization, RoleHolders } from './sources.ts';

/** The plans of a licence that are Entra ID P1 and P2. @see https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference (2026-11) */
const servicePlans = {
  p1: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  p2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
} as const;

/** @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source, as every reader of this folder */
export async function readOrganization(graph: Graph): Promise<Organization> {
  const { displayName, assignedPlans } = readObject(await graph.organization());
  if (!Array.isArray(assignedPlans)) throw new ConsentryError('api_bad_response');
  const plans = assignedPlans.map(readObject);
  const has = (plan: string): boolean =>
    plans.some(
      ({ servicePlanId, capabilityStatus }) => servicePlanId === plan && capabilityStatus === 'Enabled',
    );
  const plan = has(servicePlans.p2) ? 'p2' : has(servicePlans.p1) ? 'p1' : 'free';
  return { name: textOf(displayName) ?? '', plan };
}

/** Who holds which directory role, by a group too. Roles that nobody was ever given are not in Graph’s list. */
export async function readRoles(graph: Graph): Promise<RoleHolders> {
  const holders = new Map<string, Set<string>>();
  for await (const item of graph.collection(sourceTable.roles.path)) {
    const { id, roleTemplateId } = readObject(item);
    const role = readText(roleTemplateId);
    const path = `${sourceTable.roles.path}/${encodeURIComponent(readText(id))}/members`;
    for await (const one of graph.collection(path)) {
      const member = readObject(one);
      const ids = isGroup(member)
        ? await readMembers(graph, readText(member['id']))
        : [readText(member['id'])];
      for (const holder of ids) holders.set(holder, (holders.get(holder) ?? new Set()).add(role));
    }
  }
  return new Map([...holders].map(([holder, roles]) => [holder, [...roles]]));
}

/** A role may be given to a group; Graph names the group then, and not who is in it. */
function isGroup(member: JsonObject): boolean {
  return member['@odata.type'] === '#microsoft.graph.group';
}

/** The members of the groups that policies in force, or that report, name; those of groups within them too. */
export async function readGroups(graph: Graph, policies: readonly AccessPolicy[]): Promise<GroupMembers> {
  const named = policies
    .filter(({ state }) => state !== 'disabled')
    .flatMap(({ users, excluded }) => [...users.groups, ...excluded.groups]);
  const groups = new Map<string, ReadonlySet<string>>();
  for (const group of new Set(named)) {
    groups.set(group, await readMembers(graph, group));
  }
  return groups;
}

async function readMembers(graph: Graph, group: string): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  const path = `/v1.0/groups/${encodeURIComponent(group)}/transitiveMembers?$select=id`;
  for await (const member of graph.collection(path)) members.add(readText(readObject(member)['id']));
  return members;
}

/** The domains that are verified, and of federated ones what Entra does about the provider’s MFA. */
export async function readDomains(graph: Graph): Promise<readonly Domain[]> {
  const domains: Domain[] = [];
  for await (const item of graph.collection(sourceTable.domains.path)) {
    const { id, authenticationType, isVerified } = readObject(item);
    if (isVerified === false) continue;
    const name = readText(id);
    const isFederated = readText(authenticationType).toLowerCase() === 'federated';
    const mfaBehavior = isFederated ? await readMfaBehavior(graph, name) : undefined;
    domains.push({ name: name.toLowerCase(), isFederated, mfaBehavior });
  }
  return domains;
}

async function readMfaBehavior(graph: Graph, domain: string): Promise<string | undefined> {
  const path = `/v1.0/domains/${encodeURIComponent(domain)}/federationConfiguration`;
  for await (const item of graph.collection(path)) return textOf(objectOf(item)['federatedIdpMfaBehavior']);
  return undefined;
}
