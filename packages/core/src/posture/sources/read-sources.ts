import type { Apis } from '../../apis/apis.ts';
import type { Graph } from '../../apis/graph/graph.ts';
import type { PartnerCenter } from '../../apis/partner-center/partner-center.ts';
import { clouds } from '../../entra/clouds.ts';
import type { PartnerKind } from '../../consent/partner-kind.ts';
import type { ApplicationId, TenantId } from '../../ids.ts';
import type { Clock } from '../../ports.ts';
import type { AboutPartner } from '../judged-as.ts';
import { findNotOffered, notOfferedTable } from '../not-offered.ts';
import { readPartnerKind } from '../read-partner-kind.ts';
import { coverageOf, type CoverageSources, readCoverageRules } from '../coverage.ts';
import type { Access } from '../../tokens/access-token.ts';
import { readAccounts } from './read-accounts.ts';
import { readDomains, readGroups, readOrganization, readRoles } from './read-directory.ts';
import { readPerUserMfa } from './read-per-user-mfa.ts';
import { readApplications, readPortal, readRequests } from './read-partner-center.ts';
import { readPermissions } from './read-permissions.ts';
import { readLocations, readPolicies, readSecurityDefaults } from './read-policies.ts';
import { readRegistrations } from './read-registrations.ts';
import { readScore } from './read-score.ts';
import { readSignIns } from './read-sign-ins.ts';
import { readSource, type Source, valueOf } from './source.ts';
import { remedyOf, type SourceName } from './source-table.ts';
import type { Account, GrantFacts, GroupMembers, Sources } from './sources.ts';

const week = 7 * 24 * 60 * 60 * 1000;

/** What is needed to read everything that a report on security requirements is made of. */
export interface ReadSourcesDeps {
  readonly apis: Apis;
  readonly clock: Clock;
  readonly partner: TenantId;
  /** As the operator said it. Undefined: Partner Center is asked. */
  readonly partnerKind?: PartnerKind | undefined;
  /** Of whom it is read what it is consented to. Undefined: that is not read. */
  readonly application?: ApplicationId;
  /** Where the requirements are judged. The public one unless told otherwise. */
  readonly cloud?: AboutPartner['cloud'];
  /** In whose name Graph is read: of the service account unless told otherwise. Partner Center’s reports are for an account alone. */
  readonly graphAccess?: Access;
}

/**
 * Reads all that the report is made of, each source by itself: a refusal of one is its outcome, and the others are read all the same.
 * Of 50,000 accounts a few words each are held, and of everything else counts and a few examples.
 *
 * @param grants what the broker knows of its own grants
 */
export async function readSources(
  {
    apis,
    clock,
    partner,
    partnerKind,
    application,
    cloud = clouds.public,
    graphAccess: access,
  }: ReadSourcesDeps,
  grants: readonly GrantFacts[],
): Promise<Sources> {
  const graph = apis.graph({ partner, access });
  const api = apis.of({ resource: 'graph', partner, access });
  const partnerCenter = apis.partnerCenter({ partner });
  const about = await readAbout({ partnerKind, cloud, partnerCenter });
  const read = async <Value>(name: SourceName, reader: () => Promise<Value>): Promise<Source<Value>> => {
    const code = findNotOffered(name, about);
    if (code === undefined) return readSource(clock, reader, remedyOf(name));
    return { outcome: 'unreadable', code, remedy: notOfferedTable[code], at: clock.now() };
  };

  const accounts = read('accounts', () => readAccounts(graph));
  const policies = read('policies', () => readPolicies(graph));
  const coverage = {
    securityDefaults: read('securityDefaults', () => readSecurityDefaults(api)),
    policies,
    locations: read('locations', () => readLocations(graph)),
    groups: policies.then((outcome) => readGroupsOf(outcome, graph, read)),
    roles: read('roles', () => readRoles(graph)),
  };
  const sources = {
    ...coverage,
    accounts,
    perUserMfa: accounts.then(async (outcome) => {
      if (outcome.outcome === 'unreadable') return outcome;
      const left = notCovered(outcome.value, await settled(coverage));
      return read('perUserMfa', () => readPerUserMfa(api, left));
    }),
    registrations: read('registrations', () =>
      readRegistrations({ graph, timer: api.ports.timer }, accounts.then(valueOf)),
    ),
    organization: read('organization', () => readOrganization(graph)),
    domains: read('domains', () => readDomains(graph)),
    signIns: read('signIns', () => readSignIns(graph, clock.now() - week)),
    score: read('score', () => readScore(api)),
    applications: read('applications', () => readApplications(partnerCenter)),
    portal: read('portal', () => readPortal(partnerCenter)),
    requests: read('requests', () => readRequests(partnerCenter)),
    grants: read('grants', async () => grants),
  };
  const permissions =
    application &&
    (await readSource(clock, () => readPermissions(graph, application), remedyOf('organization')));
  return { partner, about, ...(await settled(sources)), ...(permissions && { permissions }) };
}

async function readAbout({
  partnerKind,
  cloud,
  partnerCenter,
}: Required<Pick<ReadSourcesDeps, 'cloud'>> &
  Pick<ReadSourcesDeps, 'partnerKind'> & { readonly partnerCenter: PartnerCenter }): Promise<AboutPartner> {
  if (partnerKind !== undefined) return { kind: partnerKind, kindFrom: 'operator', cloud };
  const asked = { kind: undefined, kindFrom: undefined, cloud };
  if (findNotOffered('applications', asked) !== undefined) return asked;
  const kind = await readPartnerKind(partnerCenter);
  return kind === undefined ? asked : { kind, kindFrom: 'partner-center', cloud };
}

/** Which groups matter stands in the policies: without them none is known. */
async function readGroupsOf(
  policies: Sources['policies'],
  graph: Graph,
  read: <Value>(name: SourceName, reader: () => Promise<Value>) => Promise<Source<Value>>,
): Promise<Source<GroupMembers>> {
  if (policies.outcome === 'unreadable') return policies;
  return read('groups', () => readGroups(graph, policies.value));
}

/** Enabled accounts of whom neither security defaults nor a policy without a way round asks MFA, or nobody knows. */
function notCovered(accounts: readonly Account[], sources: CoverageSources): readonly Account[] {
  const rules = readCoverageRules(sources);
  return accounts.filter(
    (account) => account.isEnabled !== false && coverageOf(account, rules).isEnforced !== true,
  );
}

/** Waits for all. */
async function settled<Name extends SourceName>(
  promises: {
    readonly [One in Name]: Promise<Sources[One]>;
  },
): Promise<Pick<Sources, Name>> {
  const entries = Object.entries<Promise<unknown>>(promises).map(
    async ([name, promise]) => [name, await promise] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as Pick<Sources, Name>;
}
