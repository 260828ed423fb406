import type { Actor, ErrorCode } from '../error-table.ts';

/** Numbers that mean the same to us: one code, one remedy. */
export interface AadstsGroup {
  readonly code: ErrorCode;
  readonly remedy: string;
  /** Number → what Microsoft says with it, in our words. */
  readonly numbers: Readonly<Record<number, string>>;
  /** These numbers often stand beside a more precise one, which then counts. */
  readonly vague?: true;
  /** How long to wait where that is known. */
  readonly retryAfterMs?: number;
  /** Who must act, where it is somebody else than the code says. */
  readonly actor?: Actor;
}

/** The day on which the table was compared with Microsoft's list. Numbers and texts may change without notice. */
export const aadstsCheckedAt = '2026-11-20';

/**
 * Entra's numbers as far as they concern consent by a partner and tokens for its customers.
 *
 * The code says what a number means when the *partner's own* tenant says it. From a customer's tenant the same
 * number concerns that customer alone; who knows which tenant was asked decides that.
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const aadsts: readonly AadstsGroup[] = [
  // A person must sign in again, stronger or more recently
  {
    code: 'step_up_needed',
    remedy: 'Send the partner a new invitation; the service account signs in again with MFA.',
    numbers: {
      50072: 'The account must enrol for a second factor.',
      50074: 'Strong authentication is required and was not passed.',
      50076: 'Multi-factor authentication is required by policy, by setting or because of a new location.',
      50078: 'The multi-factor authentication is older than the policy allows.',
      50079:
        'The account must register for multi-factor authentication, or its identity provider must report it.',
      50158:
        'A challenge outside Entra was not satisfied; such controls never report multi-factor authentication.',
    },
  },
  {
    code: 'step_up_needed',
    remedy:
      'Exclude the service account from the sign-in frequency of Conditional Access, then send a new invitation.',
    numbers: { 70043: 'The refresh token is older than the sign-in frequency of Conditional Access allows.' },
  },

  // The grant is gone
  {
    code: 'consent_needed',
    remedy: 'Send the partner a new invitation.',
    numbers: {
      50132: 'The session ended because the password expired or was changed.',
      50133: 'The session was revoked because the password expired or was changed.',
      50173: 'The grant was revoked.',
      70008: 'The code or refresh token has expired or was revoked.',
    },
  },
  {
    code: 'consent_needed',
    remedy: 'Send the partner a new invitation, and find out why the grant was not renewed for 90 days.',
    numbers: { 700082: 'The refresh token was not used for too long.' },
  },
  {
    code: 'consent_needed',
    remedy: 'Check that the stored refresh token is whole; if it is, send the partner a new invitation.',
    vague: true,
    numbers: { 70000: 'The code or refresh token is not valid.' },
  },

  // A sign-in that must start over
  {
    code: 'consent_failed',
    remedy: 'Open the invitation link again and start over.',
    numbers: {
      16001: 'The chosen account was not accepted.',
      50058: 'Nobody is signed in.',
      50089: 'The sign-in took too long.',
      50125: 'The sign-in was interrupted to reset or register a password.',
      50140: 'The sign-in was interrupted to ask whether to stay signed in.',
      50199: 'The sign-in was interrupted to ask for a confirmation.',
      54005: 'The code was already redeemed.',
      700005: 'The code was issued for another tenant.',
    },
  },
  {
    code: 'consent_declined',
    remedy: 'If that was a mistake, open the invitation link again.',
    numbers: { 65004: 'The person declined to consent.' },
  },

  // The account
  {
    code: 'admin_needed',
    remedy: 'An administrator of the account’s tenant puts the account in order.',
    numbers: {
      50034: 'The account does not exist in this directory.',
      50053: 'The account is locked, or the sign-in came from a suspicious address.',
      50055: 'The password has expired.',
      50056: 'The account has no password.',
      50057: 'The account is disabled.',
      50126: 'User name or password is wrong.',
    },
  },
  {
    code: 'admin_needed',
    remedy:
      'An administrator corrects the external multi-factor provider, which must send the required claims.',
    numbers: { 50161: 'The external multi-factor provider sent too few claims.' },
  },

  // Conditional Access and security policy
  {
    code: 'ca_blocked',
    remedy:
      'Sign in anew from a device that the policy accepts, or exclude the service account from that policy.',
    numbers: {
      53000: 'Conditional Access requires a compliant device.',
      53001: 'Conditional Access requires a domain-joined device.',
      53002: 'Conditional Access requires an approved application.',
      53004: 'Registration for multi-factor authentication is blocked because of risk.',
      53010: 'Multi-factor authentication may only be set up from certain places or devices.',
      530003: 'Conditional Access requires a managed device.',
    },
  },
  {
    code: 'ca_blocked',
    remedy:
      'An administrator of the tenant that was asked excludes service-provider users from the policy, or allows the broker’s address.',
    numbers: {
      50131: 'Conditional Access refused the sign-in.',
      53003: 'Conditional Access does not allow a token to be issued.',
    },
  },
  {
    code: 'ca_blocked',
    remedy: 'Security staff of the account’s home tenant review the account and the policy.',
    numbers: {
      53011: 'The account is blocked because of risk in its home tenant.',
      530032: 'A security policy of the tenant blocks the request.',
      530034: 'The delegated administrator is blocked because of suspicious activity.',
      530035: 'Security defaults block the request.',
    },
  },

  // One tenant is not set up
  {
    code: 'tenant_setup',
    remedy:
      'In a customer’s tenant, consent through Partner Center (applicationconsents: `consentry consents grant`); in the partner’s own tenant, approve the application as an administrator.',
    numbers: {
      65001: 'Nobody consented to this application and API in this tenant.',
      90094: 'An administrator must consent.',
      90095: 'An administrator was asked to consent.',
      90099: 'The application is not authorised for partner delegated administrators in this tenant.',
      700016: 'The application does not exist in this tenant; or tenant or cloud are not the right ones.',
      // It comes as `invalid_client` (https://microsoft.github.io/teams-sdk/teams/app-authentication/troubleshooting, 2026-11).
      7000229: 'The application has no service principal in this tenant.',
    },
  },
  {
    code: 'tenant_setup',
    remedy: 'Check the name of the API, and whether this tenant has a subscription that includes it.',
    numbers: {
      500011: 'The API does not exist in this tenant.',
      650052: 'The organisation has not subscribed to the service, or not enabled it.',
    },
  },
  {
    code: 'tenant_setup',
    remedy: 'An administrator of this tenant enables the application.',
    numbers: {
      1000031: 'The application cannot be accessed in this tenant now.',
      7000112: 'The application is disabled in this tenant.',
    },
  },
  {
    code: 'tenant_setup',
    remedy: 'Assign the account to the application in this tenant, or turn off that assignment is required.',
    numbers: { 50105: 'The account is not assigned to the application.' },
  },
  {
    code: 'tenant_setup',
    remedy:
      'Check the GDAP relationship and that the account is in a group that it assigns roles to. If the account is a guest in this tenant, remove the guest.',
    actor: 'partner administrator',
    numbers: {
      16000: 'The account does not exist in this tenant.',
      16003: 'The account was not added to this tenant.',
      50020: 'The account has no access to this tenant.',
      51004: 'The account is not in this directory.',
      90072: 'The account does not exist in this tenant and cannot satisfy its multi-factor policy.',
    },
  },
  {
    code: 'tenant_setup',
    remedy:
      'An administrator of this tenant excludes service-provider users from the Conditional Access policy.',
    numbers: {
      50177: 'An external challenge is not supported for accounts of a partner.',
      50178: 'A session control is not supported for accounts of a partner.',
    },
  },
  {
    code: 'tenant_setup',
    remedy:
      'Administrators of both tenants look at the cross-tenant access settings and tenant restrictions.',
    numbers: {
      500021: 'Tenant restrictions deny access to this tenant.',
      500022: 'Tenant restrictions deny access to this tenant.',
      500212: 'The account’s own tenant does not allow access to this tenant.',
      500213: 'This tenant does not allow access from the account’s tenant.',
    },
  },
  {
    code: 'tenant_setup',
    remedy: 'Check the tenant’s id, its cloud, and whether it still exists.',
    actor: 'operator',
    numbers: {
      90002: 'There is no such tenant in this cloud.',
      900023: 'The tenant is named neither by a GUID nor by a valid domain.',
      5000224: 'The tenant is gone.',
    },
  },
  {
    code: 'tenant_setup',
    remedy: 'The tenant belongs to another national cloud; use the cloud that it belongs to.',
    actor: 'operator',
    numbers: {
      90038: 'The tenant belongs to another national cloud.',
      90043: 'A code cannot be carried to another national cloud.',
      90051: 'The national cloud is not known.',
      900382: 'A confidential client cannot send requests across clouds.',
      900432: 'A confidential client cannot send requests across clouds.',
    },
  },

  // Our credential
  {
    code: 'client_credential',
    remedy: 'Make a new client secret and configure its value, not its id.',
    numbers: {
      7000215: 'The client secret is wrong; often its id was configured instead of its value.',
      7000222: 'The client secret has expired.',
    },
  },
  {
    code: 'client_credential',
    remedy: 'Check the application’s id and its secret or certificate.',
    vague: true,
    numbers: { 70002: 'The application’s credential was not accepted.' },
  },
  {
    code: 'client_credential',
    remedy: 'Register the application as Web (confidential), with a secret or certificate.',
    numbers: {
      700025: 'The application is registered as public and must not send a credential.',
      7000218: 'The request carried no credential.',
    },
  },
  {
    code: 'client_credential',
    remedy:
      'Check that the certificate is uploaded to the application and not expired; a new one takes some minutes to spread.',
    numbers: {
      50012: 'The certificate or the signature of the assertion was not accepted.',
      50048: 'Subject and issuer of the assertion differ.',
      700021: 'The assertion names another application.',
      700027: 'The certificate of the assertion was not found, or its signature is wrong.',
      700030: 'The subject name of the certificate is not authorised.',
      // For these Microsoft's own library loads another certificate (github.com/AzureAD/microsoft-identity-web, 2026-11).
      1000502: 'The certificate is outside its validity period.',
      7000214: 'The certificate has been revoked.',
      7000274: 'The certificate is outside its validity period.',
      7000277: 'The certificate has been revoked.',
    },
  },
  {
    code: 'client_credential',
    remedy: 'Synchronise the clock of the broker’s machine.',
    numbers: {
      50013: 'The assertion is not valid.',
      500133: 'The assertion is outside its time range.',
      700024: 'The assertion is outside its time range.',
    },
  },

  // Our registration and our request
  {
    code: 'client_request',
    remedy: 'Add the permission to the application registration, then consent again.',
    numbers: {
      50001: 'The API is disabled or does not exist.',
      65005: 'The API is not among the application’s required permissions.',
      650054: 'A permission that the application asks for is no longer available.',
      650056: 'The application is misconfigured: it lists no permission for this API.',
      650057: 'The API is not among the application’s required permissions.',
    },
  },
  {
    code: 'client_request',
    remedy: 'Check the application’s id, its cloud, and that it is enabled.',
    numbers: {
      70001: 'The application is disabled or unknown.',
      700011: 'The application was not found in this directory.',
    },
  },
  {
    code: 'client_request',
    remedy: 'Make the application multi-tenant.',
    numbers: { 50194: 'The application serves a single tenant.' },
  },
  {
    code: 'client_request',
    remedy: 'Register exactly the configured redirect URI, for the platform Web.',
    numbers: {
      50011: 'The redirect URI is not one of the application’s.',
      500113: 'The application has no redirect URI.',
      900971: 'No redirect URI was given.',
    },
  },
  {
    code: 'client_request',
    remedy:
      'Register the redirect URI for the platform Web, not as single-page application; then invite again.',
    numbers: { 700084: 'The refresh token is that of a single-page application and lived one day.' },
  },
  {
    code: 'client_request',
    remedy: 'Check which application is configured: the stored refresh token belongs to another one.',
    numbers: { 700007: 'The grant was issued to another application.' },
  },
  {
    code: 'client_request',
    remedy: 'Report this with the correlation id: the broker sent a request that Entra does not take.',
    numbers: {
      50059: 'The request names no tenant.',
      50147: 'The code challenge has the wrong size.',
      70011: 'The scope is not valid.',
      70023: 'The scope is not valid.',
      28002: 'The scope is not valid.',
      28003: 'The scope is empty.',
      90013: 'An input is not valid.',
      90014: 'A required field is missing.',
      90019: 'The request names no tenant.',
      90100: 'A parameter is empty or not valid.',
      90124: 'The API is not supported at this endpoint.',
      90130: 'The application is not supported at this endpoint.',
      501481: 'The code verifier does not match the code challenge.',
      501491: 'The code challenge has the wrong size.',
      700022: 'The scope names more than one API.',
      700023: 'The scope names no API.',
      700054: 'The application may not ask for an id_token at the authorize endpoint.',
      900144: 'A required parameter is missing.',
      901002: 'The parameter resource is not supported here.',
      9001023: 'The grant is not supported at this endpoint.',
      9002313: 'The request is malformed; often a refresh token or secret is empty or cut.',
    },
  },
  {
    code: 'client_request',
    remedy: 'Report this with the correlation id: the broker sent a request that Entra does not take.',
    vague: true,
    numbers: { 90023: 'The request is not valid.' },
  },

  // Passing trouble
  {
    code: 'idp_loop',
    remedy: 'Wait a minute. If it lasts, look for a program that asks for fresh tokens over and over.',
    numbers: { 50196: 'Entra saw too many equal requests.' },
  },
  {
    code: 'idp_unavailable',
    remedy: 'Try again in half a minute: the application is just being added to this tenant.',
    retryAfterMs: 30_000,
    numbers: { 650051: 'The application is being created in this tenant.' },
  },
  {
    code: 'idp_unavailable',
    remedy: 'Try again shortly.',
    numbers: {
      50033: 'A passing error.',
      50087: 'A passing error of strong authentication.',
      90006: 'The service is out of order for the moment.',
      90012: 'The request timed out at Microsoft.',
      90024: 'A passing error; the budget of the request was used up.',
      90033: 'The directory service is out of order for the moment.',
      90055: 'There are too many requests for this tenant.',
      90090: 'The service is out of order for the moment.',
    },
  },
];
