import type { ErrorCode } from '../error-table.ts';

/** A word of the protocol, and what it means to us. */
export interface OauthWord {
  readonly code: ErrorCode;
  /** In our words. */
  readonly meaning: string;
  /** The word alone decides nothing; the code is what is left when nothing more precise was said. */
  readonly vague?: true;
}

export type OauthWords = Readonly<Record<string, OauthWord>>;

/**
 * The values of `error`, as of 2026-11-20.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application
 */
export const oauthErrors: OauthWords = {
  invalid_request: { code: 'client_request', meaning: 'The request lacks something or is malformed.' },
  // Beside a number that is not known it proves nothing: Entra says it of what one tenant lacks as well.
  invalid_client: { code: 'client_credential', meaning: 'The application’s credential was not accepted.' },
  // Without a known number it is no proof that a grant is dead.
  invalid_grant: {
    code: 'idp_unknown_error',
    meaning:
      'The code or refresh token was not accepted. The number beside it says why; without one it does not prove that the grant is dead.',
    vague: true,
  },
  unauthorized_client: {
    code: 'tenant_setup',
    meaning: 'The application is not known or not allowed in the tenant that was asked.',
  },
  unsupported_grant_type: { code: 'client_request', meaning: 'This kind of grant is not supported.' },
  invalid_scope: {
    code: 'client_request',
    meaning: 'A scope does not exist, is malformed, or spans several APIs.',
  },
  invalid_resource: {
    code: 'tenant_setup',
    meaning: 'The API does not exist in the tenant that was asked, or the application may not use it.',
  },
  interaction_required: {
    code: 'step_up_needed',
    meaning: 'A person must do something at the sign-in, such as multi-factor authentication.',
  },
  login_required: { code: 'step_up_needed', meaning: 'A person must sign in.' },
  // Microsoft: the application or the API is not installed in the tenant that was asked.
  consent_required: {
    code: 'tenant_setup',
    meaning: 'Nobody consented to this application and API in the tenant that was asked.',
  },
  access_denied: { code: 'consent_declined', meaning: 'The person declined to consent.', vague: true },
  server_error: { code: 'idp_unavailable', meaning: 'An unexpected error at Microsoft.', vague: true },
  temporarily_unavailable: {
    code: 'idp_unavailable',
    meaning: 'Microsoft is too busy for the moment.',
    vague: true,
  },
};

/**
 * The values of `suberror`, as of 2026-11-20.
 * @see https://github.com/AzureAD/microsoft-authentication-library-for-js InteractionRequiredAuthError
 */
export const oauthSuberrors: OauthWords = {
  bad_token: { code: 'consent_needed', meaning: 'The refresh token is not good any more.' },
  token_expired: { code: 'consent_needed', meaning: 'The refresh token has expired.' },
  basic_action: {
    code: 'step_up_needed',
    meaning: 'A person can resolve it at the sign-in, for instance by multi-factor authentication.',
  },
  additional_action: {
    code: 'step_up_needed',
    meaning: 'A person must act at the sign-in and outside of it, for instance register a second factor.',
  },
  user_password_expired: { code: 'admin_needed', meaning: 'The account’s password has expired.' },
  message_only: {
    code: 'admin_needed',
    meaning: 'The person is shown why; signing in again does not help.',
  },
  protection_policy_required: {
    code: 'ca_blocked',
    meaning: 'A policy asks for an application that protects the tenant’s data.',
  },
  device_authentication_failed: { code: 'ca_blocked', meaning: 'The device could not prove itself.' },
  consent_required: { code: 'tenant_setup', meaning: 'Consent is missing, or was taken back.' },
  client_mismatch: {
    code: 'client_request',
    meaning: 'The refresh token belongs to another family of applications.',
  },
};

/** The code that a word decides; undefined where it decides nothing. */
export function codeOfWord(words: OauthWords, word: string | undefined): ErrorCode | undefined {
  const known = word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined;
  return known?.vague === true ? undefined : known?.code;
}
