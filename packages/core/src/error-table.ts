/**
 * Every way in which Consentry refuses. A code is public API: add freely, never rename.
 * `docs/errors.md` is generated from this table.
 */

/** `never`: the same request fails again. `later`: it may work after a while. `consent`: a person must consent anew. */
export type Retry = 'never' | 'later' | 'consent';

/**
 * How far a failure reaches. `caller`: this request alone. `retry`: passing trouble. `consent`: the grant.
 * `tenant`: one customer's tenant. `admin`: a person must act in the partner's tenant. `ours`: our own
 * application, configuration or store.
 */
export type FailureClass = 'caller' | 'retry' | 'consent' | 'tenant' | 'admin' | 'ours';

/** Who must act. */
export type Actor =
  | 'caller'
  | 'invited person'
  | 'operator'
  | 'partner administrator'
  | 'customer administrator'
  | 'nobody';

/** A row of the table: what happened, who must do what, whether trying again helps. */
export interface ErrorEntry {
  /** The HTTP status of the broker's answer. */
  readonly status: number;
  readonly retry: Retry;
  readonly failureClass: FailureClass;
  readonly actor: Actor;
  /** What happened. */
  readonly message: string;
  /** What the actor does next. */
  readonly remedy: string;
}

const caller = { retry: 'never', failureClass: 'caller', actor: 'caller' } as const;
const invited = { retry: 'consent', failureClass: 'consent', actor: 'invited person' } as const;
const operator = { retry: 'never', failureClass: 'ours', actor: 'operator' } as const;
const passing = { retry: 'later', failureClass: 'retry', actor: 'nobody' } as const;
const partner = { retry: 'never', failureClass: 'admin', actor: 'partner administrator' } as const;
const customer = { retry: 'never', failureClass: 'tenant', actor: 'customer administrator' } as const;

/** Every refusal of the product, by its code. */
export const errorTable = {
  // Requests to the broker
  invalid_request: {
    ...caller,
    status: 400,
    message: 'The request is not in the expected form.',
    remedy: 'Correct the request and send it again.',
  },
  wrong_tenant_for_resource: {
    ...caller,
    status: 400,
    message: 'Partner Center tokens belong to the partner’s own tenant; a customer cannot be named.',
    remedy:
      'Leave `customer` out, and name the customer in the path of the call: /v1/customers/{customer}/….',
  },
  unknown_resource: {
    ...caller,
    status: 400,
    message: 'This resource is not known.',
    remedy: 'Use partner-center, graph, arm or defender, or a resource URI that the policy allows.',
  },
  unauthorized: {
    ...caller,
    status: 401,
    message: 'The caller’s key or token is missing or not valid.',
    remedy:
      'Send a valid key, or a token that an identity of the caller fits, as `Authorization: Bearer …`. An operator makes callers with `consentry caller add`; the log of the broker says why a token was refused.',
  },
  policy_denied: {
    ...caller,
    status: 403,
    message: 'The caller’s policy does not allow this.',
    remedy:
      'Ask an operator to widen the policy (`consentry caller policy`); `denied` says which part of it stands in the way.',
  },
  scopes_beyond_policy: {
    ...caller,
    actor: 'operator',
    status: 403,
    message: 'Microsoft granted more permissions than the caller’s policy allows, so the token was dropped.',
    remedy:
      'Entra may grant everything that was consented, whatever is asked for. Allow the permissions that are named, or consent to fewer.',
  },
  app_only_refused: {
    ...caller,
    status: 403,
    message: 'A control panel vendor’s application may not act for a partner by itself.',
    remedy:
      'Leave `access` out: the token then speaks for the account that consented too. A partner’s own application is told to the broker by application.kind.',
  },
  not_offered_to_resellers: {
    ...caller,
    status: 403,
    message:
      'A reseller’s grant gives tokens for Microsoft Graph in the reseller’s own tenant, and for nothing else.',
    remedy:
      'Ask for `graph` and leave `customer` out. Microsoft gives the resellers of an indirect provider no API of Partner Center: their customers are reached by a grant of the provider. If it is no reseller, invite it anew with its own --partner-kind.',
  },
  force_limited: {
    ...caller,
    retry: 'later',
    status: 429,
    message: 'A new token for this target was forced a moment ago.',
    remedy: 'Leave `force` out, or wait as long as the answer says.',
  },
  path_refused: {
    ...caller,
    status: 400,
    message: 'This path is not passed on: it could mean another one.',
    remedy:
      'Write the path as the API documents it: no empty or dotted parts, nothing encoded that need not be, no \\ ; or @, at most 2,048 characters and a query of 8,192.',
  },
  origin_refused: {
    ...caller,
    status: 403,
    message: 'The form was not sent from this page.',
    remedy: 'Open the invitation link again and press its button.',
  },
  dashboard_off: {
    ...operator,
    status: 404,
    message: 'There is no dashboard.',
    remedy: 'Set dashboard.url to the address that people open, such as https://consentry.example.',
  },
  dashboard_has_accounts: {
    ...operator,
    status: 409,
    message: 'At this dashboard people sign in with their accounts; there are no links.',
    remedy: 'Open the dashboard and sign in. Who may is said by the roles of its app registration.',
  },
  dashboard_link_unknown: {
    ...caller,
    status: 404,
    message: 'This link was used, is older than five minutes, or never was.',
    remedy: 'Run: consentry dashboard. It prints a new one.',
  },
  dashboard_signed_out: {
    ...caller,
    status: 401,
    message: 'You are not signed in any more. Nothing was done.',
    remedy: 'Sign in, and do it again.',
  },
  dashboard_role_missing: {
    ...caller,
    status: 403,
    message: 'Your role does not allow this.',
    remedy: 'Ask somebody whose role does, or have your role changed and sign in again.',
  },
  dashboard_sign_in_again: {
    ...caller,
    status: 403,
    message: 'This needs a sign-in of the last ten minutes. Nothing was done.',
    remedy: 'Sign in again, and do it then.',
  },
  dashboard_sign_in_failed: {
    ...caller,
    status: 400,
    message: 'The sign-in did not succeed.',
    remedy: 'Go to the dashboard and sign in again, in one browser window.',
  },
  not_found: { ...caller, status: 404, message: 'There is nothing here.', remedy: 'Check the address.' },
  partner_not_found: {
    ...caller,
    status: 404,
    message: 'There is no grant of this partner.',
    remedy: 'Check the partner’s tenant id, or invite the partner with `consentry invite`.',
  },
  customer_not_found: {
    ...caller,
    status: 404,
    message: 'Nothing is known of this customer of the partner.',
    remedy: 'Check both tenant ids, or read the partner’s customers anew.',
  },
  grant_not_found: { ...caller, status: 404, message: 'There is no such grant.', remedy: 'Check the id.' },
  caller_not_found: {
    ...caller,
    status: 404,
    message: 'There is no such caller.',
    remedy: 'List the callers with `consentry caller list`.',
  },
  caller_key_not_found: {
    ...caller,
    status: 404,
    message: 'The caller has no such key.',
    remedy: 'List its keys with `consentry caller keys`.',
  },
  caller_identity_not_found: {
    ...caller,
    status: 404,
    message: 'The caller has no such identity.',
    remedy: 'List its identities with `consentry caller identity list`.',
  },
  unknown_code: {
    ...caller,
    status: 404,
    message: 'This code is not known here.',
    remedy:
      'Name an AADSTS number such as AADSTS65001, a code of Consentry, or a value of `error` or `suberror`. Microsoft’s list: https://learn.microsoft.com/entra/identity-platform/reference-error-codes.',
  },
  method_not_allowed: {
    ...caller,
    status: 405,
    message: 'This address does not answer to this method.',
    remedy: 'Use the method that the documentation names.',
  },
  too_many_keys: {
    ...caller,
    actor: 'operator',
    status: 409,
    message: 'The caller has two keys that work already.',
    remedy: 'Remove the one that is no longer used: `consentry caller keys`, `consentry caller remove-key`.',
  },
  identity_taken: {
    ...caller,
    actor: 'operator',
    status: 409,
    message: 'A token that this identity fits would fit one that is there already.',
    remedy:
      'Add a claim that tells the two apart, or remove the other: `consentry caller identity list` of the caller that is named.',
  },
  too_many_identities: {
    ...caller,
    actor: 'operator',
    status: 409,
    message: 'The caller has ten identities already.',
    remedy: 'Remove one that is no longer used, or add another caller: `consentry caller identity remove`.',
  },
  not_confirmed: {
    ...caller,
    actor: 'operator',
    status: 400,
    message: 'The confirmation does not name what is to be done.',
    remedy: 'Repeat the id in `confirm`, once you are sure: `--confirm ID`, or type it when you are asked.',
  },
  export_refused: {
    ...caller,
    actor: 'operator',
    status: 409,
    message: 'This refresh token does not leave in this way.',
    remedy: 'See the reason in the facts, and docs/key-vault.md.',
  },
  vault_move_running: {
    ...caller,
    retry: 'later',
    actor: 'operator',
    status: 409,
    message: 'Grants are being moved to another vault already, by this broker or another replica.',
    remedy: 'Wait until that is done; `consentry vault status` says how far it is.',
  },
  body_too_large: { ...caller, status: 413, message: 'The body is too large.', remedy: 'Send less.' },
  unsupported_media_type: {
    ...caller,
    status: 415,
    message: 'The body has the wrong content type.',
    remedy: 'Send the content type that the documentation names.',
  },
  caller_throttled: {
    ...caller,
    retry: 'later',
    status: 429,
    message: 'The caller asks more often than its policy allows.',
    remedy: 'Wait as long as the answer says. Keep a token until it expires instead of asking again.',
  },
  outside_binding: {
    ...caller,
    status: 400,
    message: 'This credential is for one tenant and its APIs, and was asked for something else.',
    remedy: 'Make a credential of its own for each customer, and name the APIs that it is meant for.',
  },
  not_direct: {
    ...caller,
    status: 403,
    message: 'This address answers programs on this machine only, and no proxy.',
    remedy:
      'Set IDENTITY_ENDPOINT to the address that `consentry serve` shows, on the machine of the broker.',
  },
  internal_error: {
    ...operator,
    retry: 'later',
    status: 500,
    message: 'Something unexpected happened.',
    remedy: 'Look for the request id in the broker’s log.',
  },
  shutting_down: {
    ...passing,
    status: 503,
    message: 'The broker is stopping.',
    remedy: 'Try again in a moment.',
  },
  overloaded: {
    ...passing,
    status: 503,
    message: 'The broker has more requests at hand than it can serve.',
    remedy: 'Wait as long as the answer says, then try again.',
  },
  policies_unconfirmed: {
    ...operator,
    retry: 'later',
    status: 503,
    message:
      'The broker could not confirm for five seconds that callers and grants are as it knows them, so nothing was handed out.',
    remedy: 'Restore access to the database. It ends by itself.',
  },
  issuer_unavailable: {
    ...operator,
    retry: 'later',
    status: 503,
    message:
      'The issuer of the caller’s token gave no usable keys, so nobody can say whether the token is genuine.',
    remedy:
      'Try again shortly. If it lasts, see that the broker reaches the issuer that is named and that callers.issuers says it right; `reason` says what went wrong. Keys of callers work meanwhile.',
  },
  clock_differs: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The broker’s clock and the identity provider’s differ too much for a sign-in.',
    remedy:
      'Set the clock of the broker’s machine right, by NTP. Tokens of grants that exist are given meanwhile.',
  },
  audit_unavailable: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The audit record could not be written, so nothing was handed out.',
    remedy: 'Free disk space or restore access to the audit store.',
  },

  // Invitations and consent
  invitation_not_found: {
    ...invited,
    status: 404,
    message: 'This invitation does not exist.',
    remedy: 'Ask the person who sent the link for a new one.',
  },
  invitation_expired: {
    ...invited,
    status: 410,
    message: 'This invitation has expired.',
    remedy: 'Ask the person who sent the link for a new one.',
  },
  invitation_spent: {
    ...invited,
    status: 410,
    message: 'This invitation has been used.',
    remedy: 'Nothing is left to do. To connect again, ask for a new invitation.',
  },
  invitation_revoked: {
    ...invited,
    status: 410,
    message: 'This invitation was taken back.',
    remedy: 'Ask the person who sent the link why; they can send a new one.',
  },
  state_unknown: {
    ...invited,
    status: 400,
    message: 'This answer belongs to no sign-in that was started here.',
    remedy: 'Open the invitation link again and start over.',
  },
  state_used: {
    ...invited,
    status: 400,
    message: 'This sign-in was already finished.',
    remedy: 'Open the invitation link again and start over.',
  },
  state_expired: {
    ...invited,
    status: 400,
    message: 'The sign-in took too long.',
    remedy: 'Open the invitation link again and start over.',
  },
  browser_mismatch: {
    ...invited,
    status: 403,
    message: 'The sign-in was started in another browser.',
    remedy: 'Open the invitation link in this browser, press the button and sign in here.',
  },
  consent_declined: {
    ...invited,
    status: 403,
    message: 'Consent was not given.',
    remedy:
      'If that was a mistake, open the invitation link again. If Microsoft asked for an administrator’s approval, ask for an approval link first.',
  },
  consent_failed: {
    ...invited,
    status: 400,
    message: 'The identity provider ended the sign-in.',
    remedy: 'Open the invitation link again and start over.',
  },
  id_token_invalid: {
    ...invited,
    status: 400,
    message: 'The proof of identity did not hold.',
    remedy:
      'Open the invitation link again and start over. If it happens again, tell the operator the code and the reason.',
  },
  wrong_tenant: {
    ...invited,
    status: 403,
    message: 'You signed in to another organisation than the one invited.',
    remedy: 'Open the link in a private window and sign in with the account of the invited organisation.',
  },
  wrong_account: {
    ...invited,
    status: 403,
    message: 'You signed in with another account than the one invited.',
    remedy: 'Open the link in a private window and sign in with the invited account.',
  },
  mfa_missing: {
    ...invited,
    status: 403,
    message: 'You signed in without multi-factor authentication.',
    remedy: 'Set up multi-factor authentication for this account, then open the invitation link again.',
  },
  mfa_unknown: {
    ...invited,
    status: 403,
    message: 'It could not be told whether you signed in with multi-factor authentication.',
    remedy:
      'Ask your administrator to make the identity provider send proof of it, then open the invitation link again.',
  },
  refresh_token_missing: {
    ...operator,
    status: 502,
    message: 'The identity provider sent no refresh token.',
    remedy: 'Check that the redirect URI is registered for the platform Web.',
  },
  approval_not_proven: {
    ...invited,
    status: 403,
    message: 'The approval could not be confirmed in the invited organisation.',
    remedy: 'Sign in with an administrator of the invited organisation and approve again.',
  },
  admin_consent_declined: {
    ...invited,
    status: 403,
    message: 'Nobody who may consented for the organisation.',
    remedy:
      'Open the invitation link again and sign in with an administrator who may consent for the whole organisation: a Global Administrator, or as the page of the link says.',
  },
  customer_refused: {
    ...invited,
    status: 403,
    message: 'This organisation cannot be the one that the link is for.',
    remedy:
      'Open the link in a private window and sign in with a work account of the organisation that was invited. If you did, tell the person who sent the link.',
  },
  admin_consent_off: {
    ...operator,
    status: 409,
    message: 'Nothing is configured that an administrator of a customer could be asked for.',
    remedy:
      'List in adminConsent.permissions what is on the registration of the application, and name those APIs only.',
  },
  admin_consent_not_found: {
    ...caller,
    actor: 'operator',
    status: 404,
    message: 'There is no such admin consent.',
    remedy: 'List them with `consentry admin-consents list`.',
  },
  admin_consent_incomplete: {
    ...customer,
    status: 403,
    message: 'The customer’s tenant gave a token without some of the permissions that are wanted.',
    remedy:
      'A consent can take some minutes to be in force. If it lasts, ask an administrator of the customer to consent again: `consentry invite --customer`.',
  },
  domain_unknown: {
    ...caller,
    actor: 'operator',
    status: 400,
    message: 'No organisation of this cloud has this domain.',
    remedy: 'Check the domain, or name the tenant by its id.',
  },

  // Grants that come another way than by an invitation
  not_a_refresh_token: {
    ...caller,
    actor: 'operator',
    status: 400,
    message: 'This is no refresh token.',
    remedy: 'Bring the value that the token endpoint named refresh_token, whole, alone and on one line.',
  },
  refresh_token_foreign: {
    ...operator,
    failureClass: 'caller',
    status: 409,
    message: 'The refresh token was issued to another application than ours.',
    remedy:
      'Configure the application that it was issued to, or invite the partner with `consentry invite` for this one.',
  },
  refresh_token_dead: {
    ...operator,
    failureClass: 'caller',
    status: 409,
    message: 'The identity provider does not accept this refresh token, or not any more.',
    remedy:
      'See that it is whole, the newest one, and no authorization code. If it is, invite the partner with `consentry invite`.',
  },
  grant_exists: {
    ...operator,
    failureClass: 'caller',
    status: 409,
    message: 'There is a grant of this account already.',
    remedy:
      'Nothing is left to do if it is healthy (`consentry grants`). To put the brought refresh token in its place: --replace.',
  },
  device_code_off: {
    ...operator,
    status: 409,
    message: 'The sign-in by device code is off.',
    remedy:
      'Invite the partner with `consentry invite`. Where that is not possible: configure deviceCode.clientId, and read docs/import.md first.',
  },
  device_code_not_found: {
    ...caller,
    actor: 'operator',
    status: 404,
    message: 'No sign-in waits under this handle: it was finished, or was not started at this broker.',
    remedy: 'Start over with `consentry connect --device-code`.',
  },
  account_test_not_found: {
    ...caller,
    actor: 'operator',
    status: 404,
    message: 'No test of an account goes by this handle: it was finished, or was not started at this broker.',
    remedy: 'Start over with `consentry test-mfa`.',
  },
  account_test_expired: {
    ...caller,
    actor: 'operator',
    status: 410,
    message: 'Nobody signed in in time, so nothing is known of the account.',
    remedy:
      'Start over with `consentry test-mfa`, with the person beside you. Where a page of Microsoft’s refused the sign-in, `consentry explain` says what its number means.',
  },
  device_code_expired: {
    ...caller,
    actor: 'operator',
    status: 410,
    message: 'Nobody signed in with the code in time.',
    remedy: 'Start over with `consentry connect --device-code`, when the person is there.',
  },
  device_codes_waiting: {
    ...caller,
    actor: 'operator',
    retry: 'later',
    status: 429,
    message: 'Too many sign-ins by device code wait already.',
    remedy: 'Wait until some have ended: a code lives a quarter of an hour.',
  },

  // The identity provider
  idp_unreachable: {
    ...passing,
    status: 503,
    message: 'The identity provider cannot be reached.',
    remedy: 'Try again shortly. If it lasts, check the network and the configured cloud.',
  },
  idp_timeout: {
    ...passing,
    status: 503,
    message: 'The identity provider did not answer in time.',
    remedy: 'Try again shortly.',
  },
  idp_answer_lost: {
    ...passing,
    status: 503,
    message: 'The identity provider’s answer was lost on the way.',
    remedy: 'Try again.',
  },
  proxy_error: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The proxy did not let the request through. It was not sent by another way.',
    remedy:
      'See whether the proxy of proxy.url runs and lets this machine out; if it answers 407, whether proxy.credentialsFile is right; if it looks into TLS, name its authority in proxy.caFile.',
  },
  idp_tls: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The identity provider’s certificate was not accepted.',
    remedy: 'Check the configured cloud, the clock and any proxy in between.',
  },
  idp_protocol: {
    ...passing,
    status: 502,
    message: 'The identity provider did not answer in HTTP.',
    remedy: 'Check the configured cloud and any proxy in between.',
  },
  idp_redirect: {
    ...operator,
    status: 502,
    message: 'The identity provider redirected a request that must not be redirected.',
    remedy: 'Check the configured cloud.',
  },
  idp_too_large: {
    ...operator,
    status: 502,
    message: 'The identity provider’s answer was too large.',
    remedy: 'Check the configured cloud and any proxy in between.',
  },
  idp_bad_response: {
    ...passing,
    status: 502,
    message: 'The identity provider’s answer could not be read.',
    remedy: 'Try again shortly.',
  },
  idp_unavailable: {
    ...passing,
    status: 503,
    message: 'The identity provider is out of order.',
    remedy: 'Try again shortly.',
  },
  idp_throttled: {
    ...passing,
    status: 503,
    message: 'The identity provider asks us to slow down.',
    remedy: 'Wait as long as the answer says.',
  },
  idp_loop: {
    ...passing,
    status: 503,
    message: 'The identity provider saw too many equal requests.',
    remedy: 'Wait a minute. If it lasts, look for a program that asks for fresh tokens over and over.',
  },
  idp_unknown_error: {
    ...operator,
    retry: 'later',
    status: 502,
    message: 'The identity provider refused for a reason that is not known here.',
    remedy: 'Look the number up at Microsoft with the correlation id. The grant is kept.',
  },
  discovery_rejected: {
    ...operator,
    retry: 'later',
    status: 502,
    message: 'The identity provider’s published metadata do not match the configured cloud.',
    remedy: 'Check the configured cloud.',
  },

  // What the identity provider said about a grant, a tenant or us
  consent_needed: {
    ...invited,
    status: 409,
    message: 'The grant no longer works; consent is needed.',
    remedy: 'Send the partner a new invitation with `consentry invite`.',
  },
  step_up_needed: {
    ...invited,
    status: 409,
    message: 'The tenant asks for a stronger or newer sign-in.',
    remedy: 'Send the partner a new invitation; the service account signs in again with MFA.',
  },
  admin_needed: {
    ...partner,
    status: 409,
    message: 'The service account or its policy stops the sign-in.',
    remedy: 'An administrator of the partner’s tenant looks at the account.',
  },
  ca_blocked: {
    ...partner,
    status: 409,
    message: 'Conditional Access blocks the service account.',
    remedy: 'An administrator of the tenant that is named changes the policy.',
  },
  tenant_setup: {
    ...customer,
    status: 409,
    message: 'The customer’s tenant is not set up for this application and account.',
    remedy: 'See to the application’s consent and the GDAP relationship in this tenant.',
  },
  client_credential: {
    ...operator,
    status: 502,
    message: 'The identity provider does not accept our application’s credential.',
    remedy: 'Check the application’s secret or certificate; make a new one if it has expired.',
  },
  client_request: {
    ...operator,
    status: 502,
    message: 'The identity provider does not accept our request.',
    remedy: 'Check the application registration against docs/real-cloud.md.',
  },

  // Custody
  grant_held: {
    ...operator,
    status: 409,
    message: 'The grant is held until an operator has looked at it.',
    remedy:
      'Look at the grant with `consentry grants`. `consentry check` asks the partner’s tenant whether it is still the same account with MFA; otherwise invite the partner again.',
  },
  stopped: {
    ...operator,
    status: 403,
    message: 'An operator stopped this partner, or everything. Nothing is handed out until it is let go on.',
    remedy:
      'Ask the operator of the broker. `consentry stop --list` says since when and why, `consentry resume` lets it go on.',
  },
  withdrawal_not_found: {
    ...caller,
    actor: 'invited person',
    status: 404,
    message: 'This link leads to nothing that could be taken back.',
    remedy:
      'Check that the link is whole, and that it is the one that the last page showed when you connected. You can always remove the application in the Entra admin center.',
  },
  not_stopped: {
    ...caller,
    status: 404,
    message: 'This was not stopped.',
    remedy: 'List what is stopped with `consentry stop --list`.',
  },
  grant_revoked: {
    ...invited,
    status: 409,
    message: 'The grant was revoked.',
    remedy: 'Send the partner a new invitation with `consentry invite` if it should work again.',
  },
  application_not_configured: {
    ...operator,
    status: 409,
    message: 'The grant is of an application that is not configured here. It is untouched.',
    remedy:
      'Configure the application that is named again (deviceCode.clientId), or invite the partner with `consentry invite`.',
  },
  grant_changed: {
    ...passing,
    status: 503,
    message: 'Somebody else changed the grant at this moment.',
    remedy: 'Try again.',
  },
  identity_changed: {
    ...operator,
    status: 409,
    message: 'The identity provider answered with tokens of another account. Nothing of them was kept.',
    remedy:
      'Look at the grant with `consentry grants`. `consentry check` asks the partner’s tenant whether it is still the same account with MFA; otherwise invite the partner again.',
  },
  secret_missing: {
    ...operator,
    status: 500,
    message: 'The vault holds no refresh token for this grant.',
    remedy: 'Restore the vault from a backup, or invite the partner again.',
  },
  secret_unreadable: {
    ...operator,
    status: 500,
    message: 'The sealed refresh token cannot be opened: it was changed or belongs to another record.',
    remedy: 'Restore the store from a backup, or invite the partner again.',
  },
  secret_deleted: {
    ...operator,
    status: 500,
    message: 'The secret with the refresh token was deleted from the vault; it can still be recovered.',
    remedy:
      'Recover it: az keyvault secret recover --vault-name VAULT --name NAME. Nothing is recovered by itself.',
  },
  secret_disabled: {
    ...operator,
    status: 500,
    message: 'The secret with the refresh token was disabled in the vault by hand.',
    remedy: 'Enable this version of the secret again, or invite the partner again.',
  },
  secret_too_large: {
    ...operator,
    status: 502,
    message: 'The refresh token is larger than the vault takes, so nothing was stored.',
    remedy: 'Report the size in the facts; keep this partner’s grant in the vault of the database.',
  },
  vault_unavailable: {
    ...passing,
    status: 503,
    message: 'The vault does not answer.',
    remedy: 'Try again shortly.',
  },
  vault_throttled: {
    ...passing,
    status: 503,
    message: 'The vault asks us to slow down.',
    remedy: 'Wait as long as the answer says. If it lasts, see who else uses the vault.',
  },
  vault_denied: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The broker has lost access to the vault, or never had it. The grants are untouched.',
    remedy: 'Give the broker’s identity Get and Set on secrets, as docs/key-vault.md says.',
  },
  vault_not_configured: {
    ...operator,
    retry: 'later',
    status: 503,
    message:
      'The refresh token lies in a vault that this broker is not configured for. The grant is untouched.',
    remedy:
      'Configure that vault again (keyVault.url and the rest). To leave it for good, set `vault` to where the refresh tokens are to go, and run `consentry vault move` before it is taken out of the configuration.',
  },
  vault_bad_response: {
    ...operator,
    retry: 'later',
    status: 502,
    message: 'The vault’s answer could not be read.',
    remedy: 'Check the address of the vault and any proxy in between.',
  },

  // Calls
  host_refused: {
    ...caller,
    status: 400,
    message: 'This token may not be sent to that host.',
    remedy: 'Use the API that the token was asked for.',
  },
  api_unauthorized: {
    retry: 'never',
    failureClass: 'admin',
    actor: 'operator',
    status: 502,
    message: 'The API did not accept the token.',
    remedy: 'Check that the application is registered for this API.',
  },
  api_mfa_required: {
    ...invited,
    status: 409,
    message: 'The API refuses the token because the sign-in carried no MFA.',
    remedy: 'Send the partner a new invitation; the service account signs in again with MFA.',
  },
  api_forbidden: {
    retry: 'never',
    failureClass: 'tenant',
    actor: 'partner administrator',
    status: 502,
    message: 'The account may not do this.',
    remedy: 'Check the account’s roles and the relationship with the customer.',
  },
  api_not_found: {
    ...caller,
    status: 404,
    message: 'The API knows no such thing.',
    remedy: 'Check the ids.',
  },
  api_changed: {
    ...caller,
    status: 409,
    message: 'The thing was changed since it was read.',
    remedy: 'Read it again, make the change to what was read, and send that with its new ETag.',
  },
  api_throttled: {
    ...passing,
    status: 503,
    message: 'The API asks us to slow down.',
    remedy: 'Wait as long as the answer says.',
  },
  api_unavailable: {
    ...passing,
    status: 503,
    message: 'The API is out of order or cannot be reached.',
    remedy: 'Try again shortly.',
  },
  api_bad_response: {
    ...operator,
    retry: 'later',
    status: 502,
    message: 'The API’s answer could not be read.',
    remedy: 'Try again; if it lasts, report the operation and the request id.',
  },
  api_refused: {
    ...caller,
    status: 502,
    message: 'The API refused the request.',
    remedy: 'Look at the status and the code in the facts.',
  },

  // Webhooks of Partner Center
  webhook_refused: {
    ...caller,
    status: 401,
    message: 'It is not proven that Partner Center sent this.',
    remedy:
      'Answer 401 and do nothing else. If it comes from Partner Center indeed, `reason` says what differs: its certificate’s address, authority or organisation is then to be configured.',
  },
  webhook_replayed: {
    ...caller,
    status: 409,
    message: 'This event was delivered before, or its time is over.',
    remedy: 'Answer 200 to what was handled before, so that Partner Center stops; do not handle it again.',
  },
  webhook_unreadable: {
    ...caller,
    status: 400,
    message: 'Partner Center’s event could not be read.',
    remedy: 'Keep the event and report it: Partner Center signed it.',
  },
  webhook_unproven: {
    ...passing,
    status: 503,
    message: 'The certificate that proves the event cannot be had now.',
    remedy:
      'Answer 503: Partner Center delivers the event again. If it lasts, check that the host of the certificates can be reached.',
  },

  // Consent in customers' tenants
  consents_invalid: {
    ...caller,
    status: 400,
    message: 'The wanted permissions are not in the expected form.',
    remedy: 'Correct the list and send it again.',
  },
  partner_tenant_refused: {
    ...caller,
    status: 400,
    message: 'The customer is the partner itself; this consent is given in customers’ tenants only.',
    remedy:
      'Name a customer. In the partner’s own tenant an administrator approves the application by an invitation.',
  },
  consent_resource_missing: {
    ...customer,
    status: 409,
    message: 'The customer’s tenant does not have this API, so nobody can consent to it.',
    remedy: 'Leave the API out for this customer, or have it subscribed to there, and grant again.',
  },
  consent_not_extendable: {
    ...operator,
    failureClass: 'tenant',
    status: 409,
    message: 'There is consent with fewer permissions, and the application may not add to it.',
    remedy:
      'Withdraw the consent and grant it anew: meanwhile the application has no access. With DelegatedPermissionGrant.ReadWrite.All of Graph among the permissions, others can be added later without that.',
  },
  consent_not_seen: {
    ...passing,
    status: 504,
    message: 'The consent was given, but no token shows it yet.',
    remedy: 'Wait a few minutes and grant the same again: what stands already is success.',
  },
  withdrawal_not_seen: {
    ...passing,
    status: 504,
    message: 'The consent was withdrawn, but tokens are still given.',
    remedy: 'Wait a few minutes and withdraw again: what is gone already is success.',
  },

  // The app registration
  registration_taken: {
    ...operator,
    status: 409,
    message: 'There is an application of this name already, and nothing shows that it is ours.',
    remedy:
      'Look at it in the Entra admin center. To complete it, name it with --application; else give another --name.',
  },
  registration_unsure: {
    ...operator,
    retry: 'later',
    status: 502,
    message: 'It cannot be told whether the application was registered: the answer was lost.',
    remedy: 'Wait a few minutes and run the command again with the same certificate: it finds what was made.',
  },
  registration_not_found: {
    ...operator,
    status: 404,
    message: 'There is no such registration in this tenant.',
    remedy: 'Check the application id, and that --tenant is the tenant in which it is registered.',
  },
  permission_not_offered: {
    ...operator,
    status: 400,
    message: 'An API offers no delegated permission of this name.',
    remedy: 'Correct the names that the facts list; they are written as in the registration.',
  },

  // Sweeps over customers
  unknown_task: {
    ...caller,
    status: 400,
    message: 'There is no task of this name.',
    remedy: 'Name one of the tasks that the facts list.',
  },
  sweep_not_found: {
    ...caller,
    status: 404,
    message: 'There is no such sweep, or it was removed.',
    remedy: 'List the sweeps with `consentry sweep list`.',
  },
  sweep_under_way: {
    ...caller,
    status: 409,
    message: 'The sweep is under way.',
    remedy: 'Stop it first (`consentry sweep stop`), or wait until it has ended.',
  },
  sweep_over: {
    ...caller,
    status: 409,
    message: 'The sweep is not in a state in which this can be done.',
    remedy:
      'See its state with `consentry sweep show`. One that has ended is not resumed: sweep its remainder.',
  },
  sweep_outcome_unknown: {
    ...operator,
    status: 500,
    message: 'The work on this customer broke off, and it is not known whether it was done.',
    remedy: 'Look in the customer’s tenant whether it was done. Where it was not, sweep this customer again.',
  },

  // Reports on the security requirements
  posture_report_not_found: {
    ...caller,
    status: 404,
    message: 'There is no such report on the partner’s security requirements, or it was removed.',
    remedy:
      'Make one with `consentry posture`; those that are kept are listed by GET /v1/partners/{partner}/posture/reports.',
  },
  posture_under_way: {
    ...caller,
    retry: 'later',
    status: 409,
    message: 'The report is being made.',
    remedy:
      'Ask again in a few seconds. Of a tenant with tens of thousands of accounts it takes some minutes.',
  },
  posture_unfinished: {
    ...operator,
    retry: 'later',
    status: 500,
    message: 'The report was begun and not finished.',
    remedy:
      'Make it again with `consentry posture`. `cause` in the facts is the code of what was in the way, where the broker could still say it.',
  },

  // Starting and configuring
  invalid_configuration: {
    ...operator,
    status: 500,
    message: 'The configuration is not valid.',
    remedy: 'Correct every problem listed and start again.',
  },
  store_locked: {
    ...operator,
    status: 500,
    message: 'Another broker holds this data folder.',
    remedy: 'Stop the other broker, or use another data folder. Removing lock.db does not help.',
  },
  store_unavailable: {
    ...operator,
    retry: 'later',
    status: 503,
    message: 'The store cannot be read or written now.',
    remedy: 'Free disk space, or see what else keeps the data folder busy. The broker goes on by itself.',
  },
  store_newer: {
    ...operator,
    status: 500,
    message: 'The store was written by a newer version.',
    remedy: 'Start the newer version.',
  },
  store_corrupt: {
    ...operator,
    status: 500,
    message: 'The store cannot be read.',
    remedy: 'Restore it from a backup.',
  },
  backup_unreadable: {
    ...operator,
    status: 400,
    message: 'The backup cannot be read.',
    remedy:
      'Name the recovery key that it was sealed to and the master key file of its time; or take another backup: nothing was restored of this one.',
  },
  backup_not_configured: {
    ...operator,
    status: 409,
    message: 'There is no recovery key that a backup could be sealed to.',
    remedy:
      'Run `consentry recovery-key create`, name the file that ends in .pub in backup.recoveryKeyFile, and restart the broker.',
  },
  grant_not_held: {
    ...operator,
    status: 409,
    message: 'The grant is not held, so there is nothing to check.',
    remedy: 'Look at the grant with `consentry grants`.',
  },
  store_other_cloud: {
    ...operator,
    status: 500,
    message: 'The store belongs to another cloud or application.',
    remedy: 'Use another data folder, or configure the cloud and application that the store was made for.',
  },
  key_mismatch: {
    ...operator,
    status: 500,
    message: 'The master key is not the one that this store was made with.',
    remedy: 'Point masterKeyFile at the right key.',
  },

  // The command
  broker_unreachable: {
    retry: 'later',
    failureClass: 'retry',
    actor: 'operator',
    status: 503,
    message: 'The broker cannot be reached.',
    remedy: 'Start it with `consentry serve`, or name its address with --url.',
  },
  broker_refused: {
    retry: 'never',
    failureClass: 'caller',
    actor: 'caller',
    status: 502,
    message: 'The broker refused for a reason that this version does not know.',
    remedy: 'See the code in the facts; use the version of the broker.',
  },
  not_a_broker: {
    ...operator,
    status: 502,
    message: 'The answer is not that of a Consentry broker.',
    remedy: 'Check the address, and that the broker and this program have the same version.',
  },
  credential_not_taken: {
    ...operator,
    status: 502,
    message: 'The broker does not use the new certificate.',
    remedy:
      'See its log, and that it reads the files of this configuration. Then run the command again: it goes on from here. Until then the old certificate stays.',
  },
  usage: {
    ...caller,
    status: 400,
    message: 'The command was not understood.',
    remedy: 'See `consentry --help`.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the table. Codes are added freely and never renamed. */
export type ErrorCode = keyof typeof errorTable;
