import {
  type DiagnosedGrant,
  type GrantId,
  isReseller,
  type PartnerFacts,
  readAccount,
  readCustomers,
  type ReadingTime,
  readPartnerKind,
  readPermissions,
  readOwnPrincipal,
  type Source,
  type TenantId,
  tryCustomers,
} from '@consentry/core';
import { forecastByLast, forecastNow, type ForecastOfPartner } from '../forecast/forecast-of-partner.ts';
import { readGrantFacts } from '../posture/grant-facts.ts';
import type { RouteDeps } from '../routes/route-deps.ts';

/** What each source needs at Microsoft Graph, in the name of the service account. */
const needs = {
  application: 'Directory.Read.All',
  account: 'User.Read.All',
  customers: 'DelegatedAdminRelationship.Read.All and User.Read',
} as const;

/**
 * Gathers what is known here of a partner, and what its tenant and its customers tell. Each source by itself.
 * @throws ConsentryError `store_unavailable`
 */
export async function gatherPartner(
  deps: RouteDeps,
  time: ReadingTime,
  partner: TenantId,
): Promise<PartnerFacts> {
  const graph = deps.apis.graph({ partner });
  const forbidden = remedyFor(partner);
  const customers = time.read(() => readCustomers(graph), forbidden(needs.customers));
  const [about, accounts, principal, permissions, forecast, reach, tried] = await Promise.all([
    readAbout(deps, time, partner),
    readAccounts(deps, time, partner),
    time.read(() => readOwnPrincipal(graph, deps.application.id), forbidden(needs.application)),
    time.read(() => readPermissions(graph, deps.application.id), forbidden(needs.application)),
    forecastInTime(deps, time, partner),
    customers,
    customers.then((found) => tryThem(deps, time, partner, found)),
  ]);
  const grants = await gatherGrants(deps, accounts, forecast);
  const { unread: unreadEnds } = forecast;
  return { partner, about, principal, permissions, grants, unreadEnds, customers: reach, tried };
}

const remedyFor =
  (partner: TenantId) =>
  (permission: string) =>
  (code: string): string | undefined =>
    code === 'api_forbidden'
      ? `Let an administrator of the partner consent to ${permission} at Microsoft Graph: consentry invite --approve --partner ${partner}`
      : undefined;

/** That Partner Center is asked has its use beside the answer: it says of each call whether it carried MFA. */
async function readAbout(
  { store, apis, cloud, signals }: RouteDeps,
  time: ReadingTime,
  partner: TenantId,
): Promise<PartnerFacts['about']> {
  const said = (await store.grants.listByPartner(partner)).find(
    ({ state, partnerKind }) => state !== 'revoked' && partnerKind !== undefined,
  )?.partnerKind;
  const asked = isReseller({ partnerKind: said })
    ? undefined
    : await time.read(() => readPartnerKind(apis.partnerCenter({ partner })));
  await signals.settled();
  if (said !== undefined) return { kind: said, kindFrom: 'operator', cloud };
  const kind = asked?.outcome === 'read' ? asked.value : undefined;
  return { kind, kindFrom: kind === undefined ? undefined : 'partner-center', cloud };
}

/** By what was read before, where Graph does not answer in time: what stopped a grant is known here. */
async function forecastInTime(
  deps: RouteDeps,
  time: ReadingTime,
  partner: TenantId,
): Promise<ForecastOfPartner> {
  const now = await time.read(() => forecastNow(deps, partner));
  if (now.outcome === 'read') return now.value;
  const last = await forecastByLast(deps, partner);
  const { code, remedy } = now;
  return { ...last, unread: [{ source: 'policies', code, remedy }, ...last.unread] };
}

type Accounts = ReadonlyMap<GrantId, DiagnosedGrant['account']>;

async function readAccounts(
  { store, apis }: RouteDeps,
  time: ReadingTime,
  partner: TenantId,
): Promise<Accounts> {
  const graph = apis.of({ resource: 'graph', partner });
  const standing = (await store.grants.listByPartner(partner)).filter(({ state }) => state !== 'revoked');
  const read = standing.map(
    async ({ id, subject }) =>
      [id, await time.read(() => readAccount(graph, subject), remedyFor(partner)(needs.account))] as const,
  );
  return new Map(await Promise.all(read));
}

/** Last: what Partner Center said of MFA meanwhile is known then. */
async function gatherGrants(
  { store }: RouteDeps,
  accounts: Accounts,
  forecast: ForecastOfPartner,
): Promise<readonly DiagnosedGrant[]> {
  const facts = await readGrantFacts(store, forecast);
  const foretold = new Map(forecast.grants.map((one) => [one.grant, one]));
  return forecast.known.flatMap(({ id, state }) => {
    const account = accounts.get(id);
    const known = facts.find((one) => one.id === id);
    // One that came or went meanwhile is left to the next look.
    if (account === undefined || known === undefined) return [];
    const { happened, ends = [] } = foretold.get(id) ?? { happened: undefined };
    return [{ facts: known, state, happened, ends, account }];
  });
}

async function tryThem(
  { apis }: RouteDeps,
  time: ReadingTime,
  partner: TenantId,
  found: PartnerFacts['customers'],
): Promise<Source<Extract<PartnerFacts['tried'], { outcome: 'read' }>['value']>> {
  if (found.outcome === 'unreadable') return found;
  return time.read(() => tryCustomers(apis, partner, found.value.customers));
}
