import type { Apis } from '../../apis/apis.ts';
import type { Graph } from '../../apis/graph/graph.ts';
import type { TenantId } from '../../ids.ts';
import type { Clock } from '../../ports.ts';
import { coverageOf, type CoverageSources, readCoverageRules } from '../coverage.ts';
import type { Access } from '../../tokens/access-token.ts';
import { readAccounts } from './read-accounts.ts';
import { readDomains, readGroups, readOrganization, readRoles } from './read-directory.ts';
import { readPerUserMfa } from './read-per-user-mfa.ts';
import { readApplications, readPortal, readRequests } from './read-partner-center.ts';
import { readLocations, readPolicies, readSecurityDefaults } from './read-policies.ts';
import { readRegistrations } from './read-registrations.ts';
import { readScore } from './read-score.ts';
import { readSignIns } from './read-sign-ins.ts';
import { readSource, type Source, valueOf } from './source.ts';
import { remedyOf, type SourceName } from './source-table.ts';
import type { Account, GrantFacts, GroupMembers, Sources } from './sources.ts';

const week = 7 * 24 * 60 * 60 * 1000;

export interface ReadSourcesDeps {
  readonly apis: Apis;
  readonly clock: Clock;
  readonly partner: TenantId;
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
  { apis, clock, partner, graphAccess: access }: ReadSourcesDeps,
  grants: readonly GrantFacts[],
): Promise<Sources> {
  const graph = apis.graph({ partner, access });
  const api = apis.of({ resource: 'graph', partner, access });
  const partnerCenter = apis.partnerCenter({ partner });
  const read = <Value>(name: SourceName, reader: () => Promise<Value>): Promise<Source<Value>> =>
    readSource(clock, reader, remedyOf(name));

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
  return { partner, ...(await settled(sources)) };
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
