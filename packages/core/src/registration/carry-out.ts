import { createApplication } from './create-application.ts';
import { createApi, createPrincipal } from './create-principal.ts';
import { explainRegistrationRefusal } from './explain-refusal.ts';
import type { FoundApplication, FoundRegistration } from './found-registration.ts';
import { grantConsent } from './grant-consent.ts';
import type { RegistrationStep } from './plan-registration.ts';
import { isEarly, required, type Standing, type StepDeps } from './standing.ts';
import type { WantedRegistration } from './wanted-registration.ts';
import { moreKeys, morePermissions, moreRedirectUris } from './write-application.ts';

/** What the steps of a plan are carried out with. */
export interface CarryOutDeps extends StepDeps {
  /** Told of each step when it is done. */
  readonly onDone?: ((step: RegistrationStep) => void) | undefined;
}

/**
 * Carries a plan out, step by step. It may be ended after any of them: who reads and plans again finds what is left. What was made
 * a moment ago and is not seen everywhere yet is waited for, and an API that asks for rest is given it. A step whose work turns out
 * to be done already is done.
 *
 * @param found what the plan was made from
 * @returns the application; of one that was there, as it was found
 * @throws ConsentryError `registration_unsure`: it cannot be told whether the registration was made; `permission_not_offered`;
 *   `api_forbidden` in words that say which role is missing; `api_…` and those of the credential source
 */
export async function carryOut(
  deps: CarryOutDeps,
  wanted: WantedRegistration,
  found: FoundRegistration,
  steps: readonly RegistrationStep[],
): Promise<FoundApplication> {
  const { application, principal } = found;
  const standing: Standing = { application, principal, apis: new Map(found.apis) };
  for (const step of steps) {
    try {
      await carryOutStep(deps, wanted, standing, step);
    } catch (error) {
      throw explainRegistrationRefusal(error, step);
    }
    deps.onDone?.(step);
  }
  return required(standing.application);
}

async function carryOutStep(
  deps: CarryOutDeps,
  wanted: WantedRegistration,
  standing: Standing,
  step: RegistrationStep,
): Promise<void> {
  switch (step.do) {
    case 'create_api_principal':
      standing.apis.set(step.api, await createApi(deps, step.api));
      return;
    case 'create_application':
      standing.application = await createApplication(deps, wanted, standing);
      return;
    case 'create_principal':
      standing.principal = await createPrincipal(deps, required(standing.application).appId);
      return;
    case 'grant_consent':
      return grantConsent(deps, standing, step);
    case 'set_audience':
    case 'add_redirect_uris':
    case 'turn_on_id_tokens':
    case 'add_permissions':
    case 'add_certificate':
      return change(deps, required(standing.application), bodyOf(step, wanted, standing));
  }
}

type Change = Exclude<
  RegistrationStep,
  { do: 'create_api_principal' | 'create_application' | 'create_principal' | 'grant_consent' }
>;

/** What a change sends. What stands is as it was found: no two changes of a plan send the same list. */
function bodyOf(step: Change, wanted: WantedRegistration, standing: Standing): object {
  const application = required(standing.application);
  switch (step.do) {
    case 'set_audience':
      return { signInAudience: 'AzureADMultipleOrgs' };
    case 'add_redirect_uris':
      return moreRedirectUris(application, step.uris, step.moved);
    case 'turn_on_id_tokens':
      return { web: { implicitGrantSettings: { enableIdTokenIssuance: true } } };
    case 'add_permissions':
      return morePermissions(application, step.permissions, standing);
    case 'add_certificate':
      return moreKeys(application, required(wanted.certificate));
  }
}

/**
 * Made twice, a change is the same.
 * @see https://learn.microsoft.com/graph/api/application-update (2026-11)
 */
async function change(
  { graph, patience }: CarryOutDeps,
  { objectId }: FoundApplication,
  body: object,
): Promise<void> {
  const path = `/v1.0/applications/${objectId}`;
  await patience.try(() => graph.call({ method: 'PATCH', path, body, isRepeatable: true }), isEarly);
}
