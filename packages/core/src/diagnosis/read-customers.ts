import type { Apis } from '../apis/apis.ts';
import type { GdapRelationship } from '../apis/graph/gdap/relationship.ts';
import type { Graph } from '../apis/graph/graph.ts';
import { isConsentryError } from '../errors.ts';
import { judgeFailure } from '../fleet/judge-failure.ts';
import { inForce } from '../forecast/read-forecast-sources.ts';
import { isJsonObject } from '../http/read-json.ts';
import { isGuid, readTenantId, type TenantId } from '../ids.ts';
import { forEachAtOnce } from '../posture/sources/for-each-at-once.ts';
import { objectOf, readObject, readText, textOf } from '../http/read-fields.ts';
import type { CustomerReach, ReachedCustomer, TriedCustomer } from './partner-facts.ts';

/** Of more relationships the roles are not read: a diagnosis is no sweep. Graph takes twenty in a call. */
const mostRelationships = 100;
const mostTried = 20;
const triedAtOnce = 4;

/**
 * Reads at which customers the service account has which roles: by the relationships that are in force, and the groups of the account.
 * @throws ConsentryError `api_bad_response`, `api_…` and those of the credential source
 * @see https://learn.microsoft.com/graph/api/resources/delegatedadminrelationships-api-overview (2026-11)
 */
export async function readCustomers(graph: Graph): Promise<CustomerReach> {
  const [groups, relationships] = await Promise.all([readOwnGroups(graph), readInForce(graph)]);
  const looked = relationships.slice(0, mostRelationships);
  const outcomes = await graph.batch(looked.map(({ id }) => ({ method: 'GET', path: assignmentsOf(id) })));
  const customers = new Map<TenantId, ReachedCustomer & { readonly roles: Set<string> }>();
  for (const [index, { tenant, name }] of looked.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok === false) throw outcome.error;
    const known = customers.get(tenant) ?? { customer: tenant, name, roles: new Set<string>() };
    for (const role of readRoles(outcome?.json, groups)) known.roles.add(role);
    customers.set(tenant, known);
  }
  return { customers: [...customers.values()], leftOff: relationships.length - looked.length };
}

/** A group within a group gives its roles too. */
async function readOwnGroups(graph: Graph): Promise<ReadonlySet<string>> {
  const groups = new Set<string>();
  for await (const one of graph.collection('/v1.0/me/transitiveMemberOf?$select=id&$top=999'))
    groups.add(readText(readObject(one)['id']).toLowerCase());
  return groups;
}

interface InForce {
  readonly id: string;
  readonly tenant: TenantId;
  readonly name: string | undefined;
}

async function readInForce(graph: Graph): Promise<readonly InForce[]> {
  const found: InForce[] = [];
  for await (const one of graph.gdap.relationships()) {
    const { id, status, customer }: GdapRelationship = one;
    const tenant = customer?.tenantId;
    if (!inForce.includes(status) || tenant === undefined || !isGuid(tenant)) continue;
    found.push({ id, tenant: readTenantId(tenant), name: customer?.displayName ?? undefined });
  }
  return found;
}

function assignmentsOf(id: string): string {
  return `/v1.0/tenantRelationships/delegatedAdminRelationships/${encodeURIComponent(id)}/accessAssignments`;
}

function readRoles(json: unknown, groups: ReadonlySet<string>): readonly string[] {
  const { value } = readObject(json);
  return (Array.isArray(value) ? value : []).flatMap((item: unknown) => {
    const { status, accessContainer, accessDetails } = readObject(item);
    const group = textOf(objectOf(accessContainer)['accessContainerId'])?.toLowerCase();
    if (status !== 'active' || group === undefined || !groups.has(group)) return [];
    const roles = objectOf(accessDetails)['unifiedRoles'];
    return (Array.isArray(roles) ? roles : []).flatMap((role: unknown) => {
      const id = textOf(objectOf(role)['roleDefinitionId']);
      return id === undefined ? [] : [id.toLowerCase()];
    });
  });
}

/**
 * Tries a token for Graph at the first customers, and looks who the account is there. That a customer refuses is an outcome.
 * @throws what is no ConsentryError: that is a defect of a program, and no answer
 */
export async function tryCustomers(
  apis: Pick<Apis, 'of'>,
  partner: TenantId,
  customers: readonly ReachedCustomer[],
): Promise<readonly TriedCustomer[]> {
  const tried: TriedCustomer[] = [];
  await forEachAtOnce(customers.slice(0, mostTried), triedAtOnce, async ({ customer, name }) => {
    tried.push({ customer, name, outcome: await tryOne(apis, partner, customer) });
  });
  return tried;
}

/** Who comes by a relationship has no object in the customer’s directory: that there is one is what a guest has. */
async function tryOne(
  apis: Pick<Apis, 'of'>,
  partner: TenantId,
  customer: TenantId,
): Promise<TriedCustomer['outcome']> {
  try {
    const graph = apis.of({ resource: 'graph', partner, customer });
    const { json } = await graph.call({ method: 'GET', path: '/v1.0/me?$select=id,userType' });
    return { kind: 'given', isGuest: isJsonObject(json) };
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    if (error.code === 'api_not_found') return { kind: 'given', isGuest: false };
    const { code, remedy, facts } = error;
    const { reach, mayPass } = judgeFailure(error, partner);
    const aadsts = typeof facts['aadsts'] === 'number' ? facts['aadsts'] : undefined;
    // What Graph itself refuses says nothing of the token, nor of who the account is.
    const isElsewhere = code.startsWith('api_') || reach !== 'customer' || mayPass;
    return { kind: 'refused', code, aadsts, remedy, isElsewhere };
  }
}
