import {
  type Actor,
  type ConsentryError,
  type ErrorCode,
  type Facts,
  type FailureClass,
  isConsentryError,
  type Retry,
  withWords,
} from '../errors.ts';

/** A refusal that does not end the work, as data. */
export interface ConsentFailure {
  readonly code: ErrorCode;
  readonly failureClass: FailureClass;
  readonly actor: Actor;
  readonly retry: Retry;
  readonly message: string;
  readonly remedy: string;
  readonly facts: Facts;
}

export function describeFailure({ code, entry, message, remedy, facts }: ConsentryError): ConsentFailure {
  const { failureClass, actor, retry } = entry;
  return { code, failureClass, actor, retry, message, remedy, facts };
}

/** What Partner Center's codes mean where consent is asked for. @see https://learn.microsoft.com/partner-center/developer/error-codes (2026-11-20) */
const partnerCenterSays: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  20002: {
    message: 'This tenant is no customer of the partner.',
    remedy: 'Check the tenant id, and the relationship with the customer in Partner Center.',
  },
  900150: {
    message: 'The service account may not consent for customers.',
    remedy: 'Make the service account a member of AdminAgents in the partner’s tenant.',
  },
  900308: {
    message: 'The service account has no role at the customer that may consent.',
    remedy:
      'Give its group Cloud Application Administrator, Application Administrator or Global Administrator in the GDAP relationship with this customer.',
  },
  2032: {
    message: 'Partner Center does not accept this application.',
    remedy:
      'Register the application in Partner Center, and give consent with a token of the same application.',
  },
};

/** The same refusal, in the words of what was asked for. */
export function explainRefusal(error: unknown): unknown {
  if (!isConsentryError(error, 'api_forbidden')) return error;
  const said = partnerCenterSays[String(error.facts['apiCode'])];
  return said === undefined ? error : withWords(error, said);
}

/** Nobody consented to the application, or to this API, in the tenant that was asked. @see AADSTS numbers (2026-11-20) */
export function saysNothingConsented(error: unknown): boolean {
  return hasNumber(error, [65001, 90099, 700016]);
}

/** The tenant does not have the API. */
export function saysNoResource(error: unknown): boolean {
  return hasNumber(error, [500011, 650052]);
}

/** It may be otherwise in a while: the consent is not seen everywhere yet, or the refusal is passing trouble. */
export function mayPass(error: unknown): boolean {
  return saysNothingConsented(error) || (isConsentryError(error) && error.entry.failureClass === 'retry');
}

/** It concerns the tenant that was asked, or passes: another customer need not meet it. */
export function isOfTenant(error: unknown): error is ConsentryError {
  if (!isConsentryError(error)) return false;
  return error.code === 'step_up_needed' || ['tenant', 'retry', 'admin'].includes(error.entry.failureClass);
}

function hasNumber(error: unknown, numbers: readonly number[]): boolean {
  return isConsentryError(error) && numbers.includes(Number(error.facts['aadsts']));
}
