import { withoutNames } from '../consent/permissions.ts';
import { ConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { readStanding, type Standing } from './read-standing.ts';
import type { WantedConsents } from './read-wanted.ts';

/**
 * One API, compared. `present`: all that is wanted stands. `missing`: some or all of it does not. `unknown`: nobody can tell
 * yet. `resource_missing`: the tenant does not have the API. `not_wanted`: it stands, and the list does not name it.
 */
export interface PlannedConsent {
  /** A name such as `graph`, or an application id. */
  readonly resource: string;
  readonly appId: ApplicationId;
  readonly state: 'present' | 'missing' | 'unknown' | 'resource_missing' | 'not_wanted';
  readonly present: readonly string[];
  readonly missing: readonly string[];
  /** It stands and is not wanted. Granting takes nothing away; withdrawing takes everything. */
  readonly extra: readonly string[];
}

/** What stands in one customer's tenant, beside what is wanted. */
export interface ConsentPlan {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly application: ApplicationId;
  /** How it is known what stands. `nothing`: nothing is consented to yet, as far as it can be told. */
  readonly knownBy: Standing['knownBy'];
  readonly grants: readonly PlannedConsent[];
}

/**
 * Compares what stands with what is wanted. It changes nothing.
 * @throws ConsentryError `partner_tenant_refused`, `consents_invalid` (a list for another application), and those of
 *   {@link readStanding}
 */
export async function planConsents(deps: ConsentDeps, wanted: WantedConsents): Promise<ConsentPlan> {
  requireCustomer(deps);
  requireApplication(deps, wanted);
  const standing = await readStanding(
    deps,
    wanted.grants.map(({ resource }) => resource),
  );
  return compare(deps, wanted, standing);
}

/** @throws ConsentryError `partner_tenant_refused` */
export function requireCustomer({ partner, customer }: Pick<ConsentDeps, 'partner' | 'customer'>): void {
  if (partner === customer) throw new ConsentryError('partner_tenant_refused', { facts: { partner } });
}

/**
 * Partner Center consents to the application of its token, and to no other.
 * @throws ConsentryError `consents_invalid`
 */
function requireApplication({ application }: ConsentDeps, { applicationId }: WantedConsents): void {
  if (applicationId === undefined || applicationId === application) return;
  throw new ConsentryError('consents_invalid', {
    message: 'The list is for another application than the one that the partner gave its grant to.',
    remedy: 'Use the list of this application, or leave applicationId out.',
    facts: { application, wanted: applicationId },
  });
}

function compare(
  { partner, customer, application }: ConsentDeps,
  wanted: WantedConsents,
  { knownBy, consents, absent, unknown }: Standing,
): ConsentPlan {
  const asked = new Set(wanted.grants.map(({ resource }) => resource.appId));
  const others = consents.filter(({ resource }) => !asked.has(resource.appId));
  const compared = wanted.grants.map(({ resource: { name: resource, appId }, scopes }): PlannedConsent => {
    const standing = consents.find((one) => one.resource.appId === appId)?.scopes ?? [];
    const missing = withoutNames(scopes, standing);
    const lists = { present: withoutNames(scopes, missing), missing, extra: withoutNames(standing, scopes) };
    if (absent.has(appId)) return { resource, appId, state: 'resource_missing', ...lists };
    if (unknown.has(appId)) return { resource, appId, state: 'unknown', ...lists };
    return { resource, appId, state: missing.length === 0 ? 'present' : 'missing', ...lists };
  });
  const notWanted = others.map(
    ({ resource: { name: resource, appId }, scopes }): PlannedConsent => ({
      resource,
      appId,
      state: 'not_wanted',
      present: [],
      missing: [],
      extra: scopes,
    }),
  );
  return { partner, customer, application, knownBy, grants: [...compared, ...notWanted] };
}
