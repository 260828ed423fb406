import type { ErrorCode } from '../../errors.ts';
import { type NotOfferedCode, notOfferedTable } from '../../posture/not-offered.ts';

/** Refusals on the way to the identity provider: whichever it is, what people do about it is the same. */
export const idpCodes = [
  'idp_unreachable',
  'idp_timeout',
  'idp_answer_lost',
  'idp_tls',
  'idp_protocol',
  'idp_redirect',
  'idp_too_large',
  'idp_bad_response',
  'idp_unavailable',
  'idp_throttled',
  'idp_loop',
  'idp_unknown_error',
] as const satisfies readonly ErrorCode[];

/** Why a source could not be read: the refusals that a call of an API, and the token for it, can meet. */
export const readCodes = [
  ...idpCodes,
  'api_forbidden',
  'api_unauthorized',
  'api_mfa_required',
  'api_not_found',
  'api_throttled',
  'api_unavailable',
  'api_bad_response',
  'api_refused',
  'host_refused',
  'step_up_needed',
  'consent_needed',
  'admin_needed',
  'ca_blocked',
  'tenant_setup',
  'client_credential',
  'client_request',
  'grant_held',
  'grant_revoked',
  'grant_changed',
  'stopped',
  'partner_not_found',
  'identity_changed',
  'application_not_configured',
  'proxy_error',
  'vault_unavailable',
  'vault_throttled',
  'vault_denied',
  'vault_not_configured',
  'vault_bad_response',
  'secret_missing',
  'secret_unreadable',
  'secret_deleted',
  'secret_disabled',
] as const satisfies readonly ErrorCode[];

/** Those besides that are no error: some of it is missing, no API has it, Microsoft does not offer it to this partner. */
export type ReadCode = (typeof readCodes)[number] | 'incomplete' | 'not_available_by_api' | NotOfferedCode;

const known: ReadonlySet<string> = new Set([
  ...readCodes,
  ...Object.keys(notOfferedTable),
  'incomplete',
  'not_available_by_api',
]);

export function isReadCode(code: string): code is ReadCode {
  return known.has(code);
}

/** The same text for each of them. */
export function allOf<Code extends string>(codes: readonly Code[], text: string): Record<Code, string> {
  return Object.fromEntries(codes.map((code) => [code, text])) as Record<Code, string>;
}
