import { ConsentryError, isConsentryError } from '../errors.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import { awaitScopes, type Proof, propagationMs, type ReadScopes } from './await-propagation.ts';
import type { ConsentDeps } from './consent-deps.ts';
import {
  type ConsentFailure,
  describeFailure,
  explainRefusal,
  isOfTenant,
  mayPass,
  saysNoResource,
} from './consent-refusal.ts';
import { extendConsent } from './extend-consent.ts';
import { type ConsentPlan, planConsents } from './plan-consents.ts';
import { readStanding } from './read-standing.ts';
import type { WantedConsent, WantedConsents } from './read-wanted.ts';

/** What was done. `nothing`: all of it stood, or nothing could be done. `existed`: Partner Center says that it is there. */
export type Deed = 'created' | 'existed' | 'extended' | 'nothing';

/**
 * What came of one API. `proved`: a token of the customer's tenant carries all that is wanted, or Graph shows it where no token
 * can. `granted`: Microsoft took it, and nothing shows it yet. `skipped`: the tenant does not have the API.
 */
export interface GrantedConsent {
  readonly resource: string;
  readonly appId: ApplicationId;
  readonly scopes: readonly string[];
  readonly did: Deed;
  readonly outcome: 'proved' | 'granted' | 'skipped' | 'failed';
  /** Why it is not proved. */
  readonly failure?: ConsentFailure;
}

/** What was done in the tenant of one customer. */
export interface ConsentGrant {
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly application: ApplicationId;
  readonly grants: readonly GrantedConsent[];
}

/**
 * Consents, in the partner's name, to all that is wanted and does not stand; then waits until tokens of the customer's tenant show
 * it. What is there already is success, so the same can be done again after anything. An API that fails does not stop the others.
 * Nothing is ever taken away, also not for a moment: see ADR 0021.
 *
 * @throws ConsentryError those of {@link planConsents}; where no API could be served, what the first was refused with
 * @see https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis (2023-10)
 */
export async function grantConsents(deps: ConsentDeps, wanted: WantedConsents): Promise<ConsentGrant> {
  const plan = await planIfPossible(deps, wanted);
  const until = deps.timer.elapsed() + propagationMs;
  const tried: Tried[] = [];
  for (const consent of wanted.grants) tried.push(await act(deps, plan, wanted, consent));
  const done: GrantedConsent[] = [];
  for (const one of tried) done.push(await settle(deps, one, until));
  // What is kept of the tenant from here on carries the new consent.
  await deps.tokens.forget();
  const refused = tried.flatMap(({ error }) => (error?.code.startsWith('api_') === true ? [error] : []));
  if (refused[0] !== undefined && refused.length === tried.length) throw refused[0];
  const { partner, customer, application } = deps;
  return { partner, customer, application, grants: done };
}

/**
 * Whom the customer keeps out may still consent: Partner Center decides, and says better than Entra what is wrong.
 * @throws ConsentryError as {@link planConsents}, unless the customer's tenant refused
 */
async function planIfPossible(deps: ConsentDeps, wanted: WantedConsents): Promise<ConsentPlan | undefined> {
  try {
    return await planConsents(deps, wanted);
  } catch (error) {
    if (isOfTenant(error)) return undefined;
    throw error;
  }
}

interface Tried {
  readonly consent: WantedConsent;
  readonly did: Deed;
  readonly error?: ConsentryError;
}

/** Does for one API what is to be done. A refusal that concerns this API or customer is an outcome. */
async function act(
  deps: ConsentDeps,
  plan: ConsentPlan | undefined,
  wanted: WantedConsents,
  consent: WantedConsent,
): Promise<Tried> {
  const { appId } = consent.resource;
  const planned = plan?.grants.find((one) => one.appId === appId);
  if (planned?.state === 'resource_missing')
    return { consent, did: 'nothing', error: missingResource(consent) };
  if (planned?.state === 'present') return { consent, did: 'nothing' };
  // What a token carries may be a single user's consent, beside which one for everybody can still be made.
  const isBegun =
    plan?.knownBy === 'graph' && planned !== undefined && planned.present.length + planned.extra.length > 0;
  try {
    if (isBegun) await extendConsent(deps, consent);
    else await postConsent(deps, wanted, consent);
    return { consent, did: isBegun ? 'extended' : 'created' };
  } catch (error) {
    if (saysItExists(error)) return { consent, did: 'existed' };
    return { consent, did: 'nothing', error: readOutcome(consent, error) };
  }
}

async function postConsent(
  deps: ConsentDeps,
  wanted: WantedConsents,
  { resource: { appId }, scopes }: WantedConsent,
): Promise<void> {
  await deps.partnerCenter.call({
    method: 'POST',
    path: `/v1/customers/${deps.customer}/applicationconsents`,
    requestId: deps.requestId(`consent ${appId}`),
    limit: 'application-consents',
    body: {
      applicationId: deps.application,
      displayName: wanted.displayName ?? deps.applicationName,
      applicationGrants: [{ enterpriseApplicationId: appId, scope: scopes.join(',') }],
    },
  });
}

/** Other conflicts are operations that are under way. @see Partner Center REST, "Error codes" (2023-10) */
const underWay = ['800060', '800064', '800082', '900278'];

function saysItExists(error: unknown): boolean {
  if (!isConsentryError(error)) return false;
  const { status, apiCode, apiReason } = error.facts;
  return apiReason === 'already_exists' || (status === 409 && !underWay.includes(String(apiCode)));
}

/** @throws what is wrong for every API and every customer: of the grant, the store, the vault, our credential */
function readOutcome(consent: WantedConsent, thrown: unknown): ConsentryError {
  const error = explainRefusal(thrown);
  if (!isConsentryError(error)) throw error;
  if (error.facts['apiReason'] === 'no_service_principal' || saysNoResource(error))
    return missingResource(consent, error);
  const isOutcome: boolean = error.code.startsWith('api_') || isOfTenant(error);
  if (isOutcome) return error;
  throw error;
}

function missingResource({ resource: { name } }: WantedConsent, cause?: ConsentryError): ConsentryError {
  return new ConsentryError('consent_resource_missing', {
    message: `The customer’s tenant does not have ${name}, so nobody can consent to it.`,
    facts: { resource: name },
    cause,
  });
}

/** Waits until it shows, and adds to an entry that turns out to hold less. */
async function settle(
  deps: ConsentDeps,
  { consent, did, error }: Tried,
  until: number,
): Promise<GrantedConsent> {
  if (error !== undefined) return describe(consent, did, error);
  try {
    const proof = await prove(deps, consent, until, did !== 'existed');
    if (did !== 'existed' || proof.is !== 'lacking') return describe(consent, did, proof);
    await extendConsent(deps, consent);
    return describe(consent, 'extended', await prove(deps, consent, until, true));
  } catch (thrown) {
    return describe(consent, did, readOutcome(consent, thrown));
  }
}

function prove(
  deps: ConsentDeps,
  { resource, scopes }: WantedConsent,
  until: number,
  isPatient: boolean,
): Promise<Proof> {
  const { tokenResource } = resource;
  const byToken: ReadScopes = async () => (await deps.tokens.acquire(tokenResource ?? '')).scopes;
  const byGraph: ReadScopes = async () => {
    const { consents, knownBy } = await readStanding(deps, [resource]);
    const standing = consents.find((one) => one.resource.appId === resource.appId);
    return knownBy === 'graph' ? (standing?.scopes ?? []) : undefined;
  };
  return awaitScopes(deps, tokenResource === undefined ? byGraph : byToken, scopes, { until, isPatient });
}

function describe(consent: WantedConsent, did: Deed, seen: Proof | ConsentryError): GrantedConsent {
  const { resource, scopes } = consent;
  const outcome = isConsentryError(seen) ? { error: seen } : judge(consent, seen);
  const base = { resource: resource.name, appId: resource.appId, scopes, did };
  if (outcome.error === undefined) return { ...base, outcome: 'proved' };
  const { code } = outcome.error;
  const isSkipped = code === 'consent_resource_missing';
  return {
    ...base,
    outcome: isSkipped ? 'skipped' : code === 'consent_not_seen' ? 'granted' : 'failed',
    failure: describeFailure(outcome.error),
  };
}

function judge(consent: WantedConsent, proof: Proof): { readonly error?: ConsentryError } {
  if (proof.is === 'proved') return {};
  if (proof.is === 'lacking')
    return { error: new ConsentryError('consent_not_seen', { facts: { missing: proof.missing } }) };
  const { error: cause } = proof;
  if (mayPass(cause)) return { error: new ConsentryError('consent_not_seen', { facts: cause.facts, cause }) };
  return { error: saysNoResource(cause) ? missingResource(consent, cause) : cause };
}
