import { type ConsentryError, explainAadsts } from '@consentry/core';
import type { PageErrorCode } from '@consentry/core/contract';

/** Who acts next, as the reader of a page knows them. */
export type WhoActs = 'you' | 'sender' | 'operator' | 'administrator' | 'nobody';

/** The table of errors speaks to everybody; a page has one reader, who was sent a link. */
const actors: Readonly<Record<PageErrorCode, WhoActs>> = {
  invalid_request: 'you',
  path_refused: 'you',
  not_found: 'you',
  method_not_allowed: 'you',
  origin_refused: 'you',
  body_too_large: 'you',
  unsupported_media_type: 'you',
  internal_error: 'operator',
  overloaded: 'nobody',
  store_unavailable: 'operator',
  audit_unavailable: 'operator',
  policies_unconfirmed: 'operator',
  clock_differs: 'operator',
  invalid_configuration: 'operator',
  stopped: 'operator',
  invitation_not_found: 'sender',
  invitation_expired: 'sender',
  invitation_spent: 'nobody',
  invitation_revoked: 'you',
  withdrawal_not_found: 'you',
  state_unknown: 'you',
  state_used: 'you',
  state_expired: 'you',
  browser_mismatch: 'you',
  consent_declined: 'you',
  consent_failed: 'you',
  id_token_invalid: 'you',
  wrong_tenant: 'you',
  wrong_account: 'you',
  mfa_missing: 'you',
  mfa_unknown: 'administrator',
  refresh_token_missing: 'operator',
  approval_not_proven: 'administrator',
  admin_consent_declined: 'administrator',
  admin_consent_off: 'operator',
  customer_refused: 'you',
  grant_revoked: 'sender',
  step_up_needed: 'you',
  admin_needed: 'administrator',
  ca_blocked: 'administrator',
  tenant_setup: 'administrator',
  client_credential: 'operator',
  client_request: 'operator',
  idp_unreachable: 'nobody',
  idp_timeout: 'nobody',
  idp_answer_lost: 'nobody',
  proxy_error: 'operator',
  idp_tls: 'operator',
  idp_protocol: 'operator',
  idp_redirect: 'operator',
  idp_too_large: 'operator',
  idp_bad_response: 'nobody',
  idp_unavailable: 'nobody',
  idp_throttled: 'nobody',
  idp_loop: 'nobody',
  idp_unknown_error: 'operator',
  discovery_rejected: 'operator',
  key_mismatch: 'operator',
  secret_unreadable: 'operator',
  secret_deleted: 'operator',
  secret_too_large: 'operator',
  vault_unavailable: 'nobody',
  vault_throttled: 'nobody',
  vault_denied: 'operator',
  vault_bad_response: 'operator',
};

/** Who acts after a refusal: by its code, and where Microsoft’s number says that it is the operator, by that. */
export function whoActs(code: PageErrorCode, { facts }: Pick<ConsentryError, 'facts'>): WhoActs {
  const { aadsts } = facts;
  const known = typeof aadsts === 'number' ? explainAadsts(aadsts) : undefined;
  return known?.known === true && known.code === code && known.actor === 'operator'
    ? 'operator'
    : actors[code];
}
