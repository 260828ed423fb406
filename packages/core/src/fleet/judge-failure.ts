import { ConsentryError, type ErrorCode, isConsentryError } from '../errors.ts';
import type { TenantId } from '../ids.ts';

/** How far a failure reaches beyond the customer that met it. */
export type FailureReach =
  /** This customer alone. */
  | 'customer'
  /** Every customer of the partner: its grant is dead, or it was stopped. */
  | 'partner'
  /** Every customer of every partner, until somebody has mended it. */
  | 'sweep'
  /** Every customer, and it passes by itself. */
  | 'moment';

/** Why a customer failed, whether it concerns others too, and whether it may pass. */
export interface JudgedFailure {
  readonly error: ConsentryError;
  readonly reach: FailureReach;
  /** The same customer may be tried again. */
  readonly mayPass: boolean;
}

/** Of our application, our vault, our way out, or our rules: the next customer would meet it too. */
const ofEverybody: ReadonlySet<ErrorCode> = new Set([
  'client_credential',
  'key_mismatch',
  'vault_denied',
  'vault_bad_response',
  'proxy_error',
  'idp_tls',
  'idp_redirect',
  'discovery_rejected',
]);
const ofTheMoment: ReadonlySet<ErrorCode> = new Set([
  'store_unavailable',
  'audit_unavailable',
  'policies_unconfirmed',
  'shutting_down',
]);
/** Of the partner's grants, whichever customer was asked for. */
const ofThePartner: ReadonlySet<ErrorCode> = new Set([
  'partner_not_found',
  'application_not_configured',
  'app_only_refused',
  'consent_needed',
  'admin_needed',
  'identity_changed',
  'grant_held',
  'grant_revoked',
  'secret_missing',
  'secret_unreadable',
  'secret_deleted',
  'secret_disabled',
  'vault_not_configured',
  'api_mfa_required',
]);
/** These are the partner's where its own tenant said them, and a customer's otherwise. */
const ofWhoeverSaid: ReadonlySet<ErrorCode> = new Set(['ca_blocked', 'step_up_needed', 'tenant_setup']);

/**
 * Says how far a failure reaches, so that a dead grant is met once and not for each of a thousand customers, and trouble of our own
 * is no outcome of a customer.
 */
export function judgeFailure(thrown: unknown, partner: TenantId): JudgedFailure {
  const error = isConsentryError(thrown) ? thrown : new ConsentryError('internal_error', { cause: thrown });
  const reach = reachOf(error, partner);
  return { error, reach, mayPass: reach === 'customer' && error.entry.failureClass === 'retry' };
}

/** It keeps everything from being done, and passes by itself. */
export function isOfTheMoment({ code }: ConsentryError): boolean {
  return ofTheMoment.has(code);
}

function reachOf(error: ConsentryError, partner: TenantId): FailureReach {
  const { code, facts } = error;
  if (isOfTheMoment(error)) return 'moment';
  if (ofEverybody.has(code)) return 'sweep';
  if (code === 'stopped') return facts['scope'] === 'everything' ? 'sweep' : 'partner';
  if (ofThePartner.has(code)) return 'partner';
  return ofWhoeverSaid.has(code) && facts['tenant'] === partner ? 'partner' : 'customer';
}
