import { resourceKinds, resourceNames } from '../entra/cloud.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import { awaitRefusal, type Proof, propagationMs } from './await-propagation.ts';
import type { ConsentDeps } from './consent-deps.ts';
import { type ConsentFailure, describeFailure, explainRefusal, isOfTenant } from './consent-refusal.ts';
import { type ConsentResource, describeConsentResource } from './consent-resources.ts';
import { requireCustomer } from './plan-consents.ts';
import { readStanding, type Standing } from './read-standing.ts';

/** What stands on one API. */
export interface ListedConsent {
  /** A name such as `graph`, or an application id. */
  readonly resource: string;
  readonly appId: ApplicationId;
  readonly scopes: readonly string[];
}

/** What our application is consented to in the tenant of one customer. */
export interface ConsentList {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly application: ApplicationId;
  /** `tokens`: consent to other APIs than Graph, ARM and Defender would not be seen. */
  readonly knownBy: Standing['knownBy'];
  readonly consents: readonly ListedConsent[];
}

/** What became of a withdrawal. */
export interface ConsentWithdrawal {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly application: ApplicationId;
  readonly did: 'withdrawn' | 'was_not_there';
  /** `proved`: no token is given any more, for want of consent. */
  readonly outcome: 'proved' | 'withdrawn';
  /** What stood before, as far as it could be read. */
  readonly consents: readonly ListedConsent[];
  /** Why it is not proved. */
  readonly failure?: ConsentFailure;
}

/**
 * Reads what stands at a customer. It changes nothing.
 * @throws ConsentryError `partner_tenant_refused`, and those of {@link readStanding}
 */
export async function listConsents(deps: ConsentDeps): Promise<ConsentList> {
  requireCustomer(deps);
  const { partner, customer, application } = deps;
  const { knownBy, consents } = await readStanding(deps, tellingResources(deps));
  return { partner, customer, application, knownBy, consents: list(consents) };
}

/**
 * Withdraws everything that our application is consented to at a customer: it goes from the tenant with all its permissions. What is
 * not there is success. Then no token of this tenant may be given any more, and that is asked.
 *
 * @throws ConsentryError `partner_tenant_refused`, `api_…`, and those of the tokens
 * @see https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis (2023-10)
 */
export async function withdrawConsents(deps: ConsentDeps): Promise<ConsentWithdrawal> {
  requireCustomer(deps);
  const standing = await readIfPossible(deps);
  const did = await remove(deps);
  const until = deps.timer.elapsed() + propagationMs;
  const stood = standing
    .map(({ resource }) => resource)
    .filter(({ tokenResource }) => tokenResource !== undefined);
  const proof = await proveAll(
    deps,
    stood.length === 0 ? [describeConsentResource(deps.cloud, resourceKinds.graph.applicationId)] : stood,
    until,
  );
  await deps.tokens.forget();
  const { partner, customer, application } = deps;
  const done = { partner, customer, application, did, consents: list(standing) };
  if (proof.is === 'proved') return { ...done, outcome: 'proved' };
  const error = proof.is === 'refused' ? proof.error : new ConsentryError('withdrawal_not_seen');
  return { ...done, outcome: 'withdrawn', failure: describeFailure(error) };
}

/** The APIs of which tokens can tell. */
function tellingResources({ cloud }: ConsentDeps): readonly ConsentResource[] {
  return resourceNames
    .filter((name) => cloud.resources[name]?.belongsTo === 'any')
    .map((name) => describeConsentResource(cloud, resourceKinds[name].applicationId));
}

async function remove(deps: ConsentDeps): Promise<ConsentWithdrawal['did']> {
  try {
    await deps.partnerCenter.call({
      method: 'DELETE',
      path: `/v1/customers/${deps.customer}/applicationconsents/${deps.application}`,
      requestId: deps.requestId('withdraw'),
      limit: 'application-consents',
    });
    return 'withdrawn';
  } catch (error) {
    if (isConsentryError(error, 'api_not_found') && !saysNoTenant(error)) return 'was_not_there';
    throw explainRefusal(error);
  }
}

/** The customer itself is not known. @see Partner Center REST, "Error codes" (2023-10) */
function saysNoTenant({ facts }: ConsentryError): boolean {
  return facts['apiCode'] === '60003';
}

/** Whom the customer keeps out may withdraw all the same. */
async function readIfPossible(deps: ConsentDeps): Promise<Standing['consents']> {
  try {
    return (await readStanding(deps, tellingResources(deps))).consents;
  } catch (error) {
    if (isOfTenant(error)) return [];
    throw error;
  }
}

/** The first that is still given, or refused for another reason, says that it is not proved. */
async function proveAll(
  deps: ConsentDeps,
  resources: readonly ConsentResource[],
  until: number,
): Promise<Proof> {
  for (const { tokenResource = 'graph' } of resources) {
    const proof = await awaitRefusal(
      deps,
      async () => (await deps.tokens.acquire(tokenResource)).scopes,
      until,
    );
    if (proof.is !== 'proved') return proof;
  }
  return { is: 'proved' };
}

function list(consents: Standing['consents']): readonly ListedConsent[] {
  return consents.map(({ resource: { name: resource, appId }, scopes }) => ({ resource, appId, scopes }));
}
