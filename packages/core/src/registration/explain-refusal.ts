import { isConsentryError, withWords } from '../errors.ts';
import type { RegistrationStep } from './plan-registration.ts';

/**
 * A refusal of Graph, in the words of what was being done. The roles are those that Microsoft documents as least ones.
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task (2026-11)
 */
export function explainRegistrationRefusal(error: unknown, step: RegistrationStep): unknown {
  if (isConsentryError(error, 'api_forbidden')) {
    return withWords(error, {
      message: `The account may not do this in the tenant: ${describeAct(step)}.`,
      remedy: remedyOf(step),
    });
  }
  if (isConsentryError(error, 'api_refused') && isAboutCertificate(step)) {
    return withWords(error, {
      message: `Entra refused the registration: ${describeAct(step)}.`,
      remedy:
        'A policy of the tenant may bound how long a certificate lives, or forbid some redirect URIs: shorten --lifetime, or ask who keeps the policy. Then run the command again.',
    });
  }
  return error;
}

function isAboutCertificate(step: RegistrationStep): boolean {
  return step.do === 'create_application' || step.do === 'add_certificate' || step.do === 'add_redirect_uris';
}

const acts: Readonly<Partial<Record<RegistrationStep['do'], string>>> = {
  create_application: 'register an application',
  create_principal: 'make a service principal',
  create_api_principal: 'make a service principal',
  grant_consent: 'consent for everybody in the tenant',
};

function describeAct(step: RegistrationStep): string {
  return acts[step.do] ?? 'change this registration';
}

function remedyOf(step: RegistrationStep): string {
  const again = 'Then run the command again: it goes on with what is left.';
  if (step.do === 'grant_consent') {
    return `Sign in with Cloud Application Administrator, Application Administrator or more; or leave the consent out with --no-consent, and let an administrator approve by an invitation. ${again}`;
  }
  return `Sign in with an account that has Cloud Application Administrator or Application Administrator, active now where it is given for a time. ${again}`;
}
