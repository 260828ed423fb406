import type { Apis } from '../apis/apis.ts';
import type { GdapRelationship } from '../apis/graph/gdap/relationship.ts';
import type { Graph } from '../apis/graph/graph.ts';
import { isGuid, readTenantId, type TenantId } from '../ids.ts';
import type { Clock } from '../ports.ts';
import { readGroups, readRoles } from '../posture/sources/read-directory.ts';
import { instantOf } from '../http/read-fields.ts';
import { readPolicies } from '../posture/sources/read-policies.ts';
import { readSource } from '../posture/sources/source.ts';
import { isForRedemptions } from './find-frequency-ends.ts';
import type { ForecastSources, FrequencyFacts, RelationshipFacts } from './forecast-facts.ts';

/** What is needed to read what a forecast is made of. */
export interface ReadForecastSourcesDeps {
  readonly apis: Pick<Apis, 'graph'>;
  readonly clock: Clock;
  readonly partner: TenantId;
  /** Whose grants are looked at: of a group of thousands nobody else matters. */
  readonly accounts: ReadonlySet<string>;
}

/** In words of Graph’s, those in which a relationship gives its roles; it ends in the last of them. */
export const inForce: readonly unknown[] = ['active', 'expiring', 'terminationRequested', 'terminating'];
/** Those in which it gives none any more. It is told for a while: a customer may end one before its day. */
const over: readonly unknown[] = ['expired', 'terminated'];
const toldForMs = 7 * 24 * 60 * 60 * 1000;

/** Policies are shown to who may read them alone: the permission of the application is not enough. */
const remedies = {
  frequencies:
    'Let an administrator of the partner consent to Policy.Read.ConditionalAccess (and GroupMember.Read.All) at Microsoft Graph, and give the service account a role that reads policies, such as Security Reader.',
  relationships:
    'Let an administrator of the partner consent to DelegatedAdminRelationship.Read.All, at Microsoft Graph.',
} as const;

const remedyFor =
  (source: keyof typeof remedies) =>
  (code: string): string | undefined =>
    code === 'api_forbidden' ? remedies[source] : undefined;

/**
 * Reads in the partner’s own tenant what its grants may end of. A refusal of one source is its outcome, and the other is read all the
 * same. Groups and roles are read only where a policy that limits the age of a sign-in names them.
 * @throws what is no ConsentryError: that is a defect of a program, and no answer
 */
export async function readForecastSources({
  apis,
  clock,
  partner,
  accounts,
}: ReadForecastSourcesDeps): Promise<ForecastSources> {
  const graph = async (): Promise<Graph> => apis.graph({ partner });
  const [frequencies, relationships] = await Promise.all([
    readSource(clock, async () => readFrequencies(await graph(), accounts), remedyFor('frequencies')),
    readSource(clock, async () => readRelationships(await graph(), clock.now()), remedyFor('relationships')),
  ]);
  return { frequencies, relationships };
}

async function readFrequencies(graph: Graph, accounts: ReadonlySet<string>): Promise<FrequencyFacts> {
  const policies = (await readPolicies(graph)).filter(isForRedemptions);
  const namesRoles = policies.some(
    ({ users, excluded }) => users.roles.length > 0 || excluded.roles.length > 0,
  );
  const groups = await readGroups(graph, policies);
  const roles = namesRoles ? await readRoles(graph) : new Map<string, readonly string[]>();
  return {
    policies,
    memberships: {
      groups: new Map([...groups].map(([id, members]) => [id, members.intersection(accounts)])),
      roles: new Map([...roles].filter(([account]) => accounts.has(account))),
    },
  };
}

/** @see https://learn.microsoft.com/graph/api/resources/delegatedadminrelationship (2026-11) */
async function readRelationships(graph: Graph, now: number): Promise<readonly RelationshipFacts[]> {
  const found: RelationshipFacts[] = [];
  for await (const relationship of graph.gdap.relationships()) {
    const { id, customer, status } = relationship;
    const tenant = customer?.tenantId;
    const endsAt = over.includes(status) ? findPastEnd(relationship, now) : findEnd(relationship);
    const isTold = inForce.includes(status) || (over.includes(status) && now - (endsAt ?? 0) <= toldForMs);
    if (tenant === undefined || !isGuid(tenant) || !isTold) continue;
    found.push({
      id,
      customer: readTenantId(tenant),
      customerName: customer?.displayName ?? undefined,
      endsAt,
    });
  }
  return found;
}

/** One that is extended by itself has no end until that is switched off. */
function findEnd({ autoExtendDuration, endDateTime }: GdapRelationship): number | undefined {
  const isExtended = typeof autoExtendDuration === 'string' && /[1-9]/.test(autoExtendDuration);
  return isExtended ? undefined : instantOf(endDateTime);
}

/** Graph documents the end as that day on which it was agreed to end, also of one that was ended before: that changed it last. */
function findPastEnd(
  { endDateTime, lastModifiedDateTime }: GdapRelationship,
  now: number,
): number | undefined {
  const agreed = instantOf(endDateTime);
  return agreed !== undefined && agreed <= now ? agreed : instantOf(lastModifiedDateTime);
}
