import type { Api } from '../apis/api.ts';
import { ConsentryError, isConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import type { FoundApi, FoundApplication, FoundPrincipal } from './found-registration.ts';
import type { Patience } from './patience.ts';

/** What the steps share. */
export interface StepDeps {
  /** Graph in the tenant of the registration. */
  readonly graph: Api;
  readonly patience: Patience;
}

/** What stands while a plan is carried out. Graph may not show it yet, so that it is kept from the answers. */
export interface Standing {
  application: FoundApplication | undefined;
  principal: FoundPrincipal | undefined;
  readonly apis: Map<ApplicationId, FoundApi>;
}

/** @throws ConsentryError `api_bad_response`: what must be there by now is not */
export function required<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw new ConsentryError('api_bad_response', {
    message: 'What Graph said is there is not, or not yet.',
    remedy: 'Wait a few minutes and run the command again: it goes on with what is left.',
  });
}

/** What was made a moment ago is answered with 404 (2026-11); and an API that asks for rest is given it. */
export function isEarly({ code }: ConsentryError): boolean {
  return code === 'api_not_found' || code === 'api_throttled';
}

/** Where the body names something new, Graph also says 400. That it is there already is an answer. */
export function isEarlyReference(error: ConsentryError): boolean {
  return isEarly(error) || (error.code === 'api_refused' && !isThereAlready(error));
}

/** Graph has such an object already: 409, and sometimes 400, with the same code (2026-11). */
export function isThereAlready(error: unknown): error is ConsentryError {
  return isConsentryError(error) && error.facts['apiCode'] === 'Request_MultipleObjectsWithSameKeyValue';
}
