/**
 * Entra's refusals as data, checked 2025-11 against the published list and against answers seen in the field.
 *
 * `channel` says where a refusal shows itself in a browser flow: `page` is Entra's own error page (nothing reaches the
 * application), `form` is the sign-in form itself, `redirect` goes back to the application once its redirect URI is
 * known to be good, and is a page until then. The token endpoint answers every number as JSON; `json` marks those that arise only there. `{name}` is filled in from the facts of the refusal.
 */
export interface AadstsEntry {
  error: string;
  /** The error as a redirect names it, where it differs from the token endpoint's. */
  redirectError?: string;
  /** Of the JSON answer. A page answers 200. */
  status: number;
  channel: 'page' | 'form' | 'redirect' | 'json';
  /** What in the world or in a request makes the sandbox refuse so; in Markdown, for the table of `docs/sandbox.md`. */
  cause: string;
  /** What the client is told. */
  text: string;
  suberror?: string;
}

const invalidGrant = { error: 'invalid_grant', status: 400, channel: 'json' } as const;
const invalidClient = { error: 'invalid_client', status: 401, channel: 'json' } as const;
const invalidRequest = { error: 'invalid_request', status: 400 } as const;

export const AADSTS = {
  // Sign-in
  50020: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    cause:
      "the account has no business in the tenant: it is neither a member nor a guest, and comes through no GDAP (with its user, and not ended) or DAP (with AdminAgents); a guest in a customer's tenant comes through neither",
    text: "User account '{login}' from identity provider '{issuer}' does not exist in tenant '{tenantName}' and cannot access the application '{clientId}' in that tenant. The account needs to be added as an external user in the tenant first.",
  },
  50034: {
    error: 'invalid_grant',
    status: 400,
    channel: 'form',
    cause: 'no account has the name that was typed',
    text: "The user account '{login}' does not exist in the {tenantName} directory. To sign into this application, the account must be added to the directory.",
  },
  50055: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    suberror: 'user_password_expired',
    cause: "the user's `passwordExpired`, once the right password was typed",
    text: 'The password is expired. It must be changed before the next sign-in.',
  },
  50057: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    cause: "the user's `state` is `disabled`",
    text: 'The user account is disabled.',
  },
  50058: {
    error: 'login_required',
    status: 400,
    channel: 'redirect',
    cause: '`prompt=none`, and nobody fits who is signed in, or the sign-in is older than a policy allows',
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  16000: {
    error: 'interaction_required',
    status: 400,
    channel: 'redirect',
    cause: '`prompt=none`, and several accounts of the browser could be meant',
    text: 'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  },
  50076: {
    ...invalidGrant,
    // To a silent sign-in request. A guess (2026-11).
    channel: 'redirect',
    redirectError: 'interaction_required',
    suberror: 'basic_action',
    cause:
      "a policy wants MFA, or the tenant `mfa: required`, or Entra itself of a partner's user at a customer, and the sign-in behind the token had none; in the browser, `prompt=none` and the session lacks MFA (a guess)",
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resourceId}'.",
  },
  50078: {
    ...invalidGrant,
    suberror: 'basic_action',
    cause: "the MFA is older than the tenant's `mfaLifetimeDays`",
    text: "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resourceId}'.",
  },
  50079: {
    error: 'interaction_required',
    status: 400,
    channel: 'page',
    cause:
      "MFA is wanted, and the user has no TOTP secret, or the tenant's identity provider does not tell of it; to a silent request as a redirect (a guess)",
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication.',
  },
  50089: {
    ...invalidRequest,
    channel: 'page',
    cause: 'the sign-in is too old, or the form comes from another browser or origin',
    text: 'Authentication failed due to flow token expired. Start again from the application.',
  },
  50105: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    cause: "the user is not among the service principal's `assignedUserObjectIds`",
    text: "Your administrator has configured the application {displayName} ('{clientId}') to block users unless they are specifically granted ('assigned') access to the application. The signed-in user '{login}' is blocked because they had no access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
  },
  50126: {
    error: 'invalid_grant',
    status: 400,
    channel: 'form',
    cause: 'the password is wrong',
    text: 'Error validating credentials due to invalid username or password.',
  },
  500121: {
    error: 'interaction_required',
    status: 400,
    channel: 'form',
    cause: 'the one-time code is wrong',
    text: 'Authentication failed during strong authentication request.',
  },

  50158: {
    ...invalidGrant,
    suberror: 'basic_action',
    cause:
      'a policy wants an `external-challenge` that this sign-in did not pass; to a silent request as a redirect (a guess)',
    text: 'External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.',
  },
  53002: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    suberror: 'message_only',
    cause:
      'a policy wants an `approved-application`, and no application of the sandbox is one; to a silent request as a redirect (a guess)',
    text: 'The app used is not an approved app for Conditional Access.',
  },
  53003: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    suberror: 'message_only',
    cause: 'a policy with `grant: block` applies; to a silent request as a redirect (a guess)',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  530003: {
    error: 'invalid_grant',
    status: 400,
    channel: 'page',
    suberror: 'message_only',
    cause: 'a policy wants a `compliant-device`; to a silent request as a redirect (a guess)',
    text: 'Your device is required to be managed to access this resource.',
  },

  // The request and the registration
  50011: {
    ...invalidRequest,
    channel: 'page',
    cause: 'the redirect URI is not registered, letter by letter',
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application.",
  },
  50194: {
    ...invalidRequest,
    channel: 'page',
    cause: 'an application with `multiTenant: false` at `common` or `organizations`',
    text: "Application '{clientId}'({displayName}) is not configured as a multi-tenant application. Usage of the /{tenant} endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  500113: {
    ...invalidRequest,
    channel: 'page',
    cause: 'the application has no redirect URI at all',
    text: 'No reply address is registered for the application.',
  },
  501491: {
    ...invalidRequest,
    channel: 'redirect',
    cause: 'the PKCE challenge is too short or too long',
    text: 'Invalid size of Code_Challenge parameter.',
  },
  700016: {
    error: 'unauthorized_client',
    status: 400,
    channel: 'page',
    cause:
      'no application has this client id, or it is single-tenant and at home elsewhere; any application at `consumers` (a guess)',
    text: "Application with identifier '{clientId}' was not found in the directory '{tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  7000112: {
    error: 'unauthorized_client',
    status: 400,
    channel: 'page',
    cause: "the service principal's `state` is `disabled`",
    text: "Application '{clientId}'({displayName}) is disabled.",
  },
  700051: {
    error: 'unsupported_response_type',
    status: 400,
    channel: 'redirect',
    cause: '`response_type=token`',
    text: "response_type 'token' is not enabled for the application.",
  },
  700054: {
    error: 'unsupported_response_type',
    status: 400,
    channel: 'redirect',
    cause: "an id_token is asked for, and the application's `idTokenIssuance` is off",
    text: "response_type 'id_token' is not enabled for the application.",
  },
  70007: {
    ...invalidRequest,
    channel: 'page',
    cause: 'a `response_mode` that is unknown, or `query` with an id_token',
    text: "'{value}' is not a supported value of 'response_mode' when requesting a token.",
  },
  90002: {
    ...invalidRequest,
    channel: 'page',
    cause: 'no tenant has this id or domain',
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  900023: {
    ...invalidRequest,
    channel: 'page',
    cause: 'the tenant segment can be neither an id nor a domain',
    text: "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  },
  90023: {
    ...invalidRequest,
    channel: 'redirect',
    cause: 'a value of a parameter, such as `prompt`, is unknown',
    text: "Unsupported '{parameter}' value '{value}'.",
  },
  90100: {
    ...invalidRequest,
    channel: 'redirect',
    cause: 'a parameter of the authorize request is empty',
    text: "'{parameter}' parameter is empty or not valid.",
  },
  900144: {
    ...invalidRequest,
    channel: 'redirect',
    cause: 'a parameter that is needed is missing',
    text: "The request body must contain the following parameter: '{parameter}'.",
  },
  900561: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a GET where only POST is known',
    text: 'The endpoint only accepts POST requests. Received a {method} request.',
  },
  901002: {
    ...invalidRequest,
    channel: 'redirect',
    cause: '`resource` at a v2 endpoint',
    text: "The 'resource' request parameter is not supported.",
  },
  90014: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a field of the token request is empty',
    text: "The required field '{parameter}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  },
  9002313: {
    ...invalidRequest,
    channel: 'redirect',
    cause:
      'an empty refresh token or secret, a field that stands twice, `claims` that are no JSON object; at authorize, a parameter that comes twice is a page (a guess)',
    text: 'Invalid request. Request is malformed or invalid.',
  },
  9002325: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a code of the single-page platform was asked for without PKCE',
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
  9002326: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a token request with an `Origin`, and no single-page redirect URI is behind it',
    text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  },
  9002327: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a token of the single-page platform, and the token request has no `Origin`',
    text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
  9001023: {
    ...invalidRequest,
    channel: 'json',
    cause: 'client credentials at `common` or `consumers`',
    text: "The grant type '{grantType}' is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
  },
  70003: {
    error: 'unsupported_grant_type',
    status: 400,
    channel: 'json',
    cause: 'the grant type is not one that the sandbox knows',
    text: "The app requested an unsupported grant type '{grantType}'.",
  },

  // Consent and resources
  65001: {
    ...invalidGrant,
    channel: 'redirect',
    redirectError: 'consent_required',
    suberror: 'consent_required',
    cause:
      'nobody consented in this tenant to what is asked for, or the tenant does not have the application',
    text: "The user or administrator has not consented to use the application with ID '{clientId}' named '{displayName}'. Send an interactive authorization request for this user and resource.",
  },
  65004: {
    error: 'access_denied',
    status: 400,
    channel: 'redirect',
    cause: 'the person pressed Cancel on the consent page',
    text: 'User declined to consent to access the app.',
  },
  650053: {
    error: 'invalid_scope',
    status: 400,
    channel: 'redirect',
    cause: 'the resource has no such permission',
    text: "The application asked for scope '{scope}' that doesn't exist on the resource '{resourceId}'.",
  },
  650057: {
    error: 'invalid_resource',
    status: 400,
    channel: 'redirect',
    cause: '`.default` or `resource` of a resource that is not on the registration',
    text: "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {clientId}({displayName}). Resource value from request: {resource}.",
  },
  90094: {
    error: 'consent_required',
    status: 400,
    channel: 'page',
    cause:
      'the user may not consent: the tenant has `usersMayConsent: false`, or a permission is for administrators',
    text: 'An administrator of {tenantName} has set a policy that prevents you from granting {displayName} the permissions that it asks for. The grant requires administrator permission.',
  },
  90099: {
    ...invalidGrant,
    cause:
      "a partner's user comes through GDAP or DAP, and the customer's tenant does not have the application",
    text: "The application '{clientId}' ({displayName}) has not been authorized in the tenant '{tenantId}'. Applications must be authorized to access the external tenant before partner delegated administrators can use them. Please pre-consent or execute the appropriate Partner Center API to authorize the application.",
  },
  500011: {
    error: 'invalid_resource',
    status: 400,
    channel: 'redirect',
    cause: 'no such resource, or the tenant has none of its kind',
    text: 'The resource principal named {resource} was not found in the tenant named {tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  28000: {
    ...invalidRequest,
    channel: 'json',
    cause: 'a code is redeemed for scopes of more than one resource',
    text: 'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.',
  },
  70011: {
    error: 'invalid_scope',
    status: 400,
    channel: 'redirect',
    cause: '`scope` is malformed, mixes `.default` with names, or lacks `openid` in hybrid',
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  1002012: {
    error: 'invalid_scope',
    status: 400,
    channel: 'json',
    cause: "an application's own token with a scope that is not `.default`",
    text: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },

  // Grants
  50173: {
    ...invalidGrant,
    cause: "the token is older than the user's `sessionsRevokedAt`, or was revoked by the control",
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  },
  50196: {
    ...invalidGrant,
    cause: 'the same token request more often than `settings.loopLimit` within five minutes',
    text: 'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  },
  500341: {
    ...invalidGrant,
    cause: 'the user behind the token was deleted from the world',
    text: 'The user account {objectId} has been deleted from the {tenantId} directory. To sign into this application, the account must be added to the directory.',
  },
  500112: {
    ...invalidClient,
    cause: 'the redirect URI of the redemption is not that of the sign-in',
    text: "The reply address '{redirectUri}' does not match the reply address provided when requesting Authorization code.",
  },
  501481: {
    ...invalidGrant,
    cause: 'the PKCE verifier does not match the challenge',
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  54005: {
    ...invalidGrant,
    cause: 'the code was redeemed before; it is remembered for a day',
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  70000: {
    ...invalidGrant,
    suberror: 'bad_token',
    cause:
      'the code or refresh token is none of this sandbox: damaged, cut off, made up; or the code is for another resource',
    text: 'Provided grant is invalid or malformed.',
  },
  700005: {
    ...invalidGrant,
    cause: 'the code was issued for another tenant',
    text: 'The provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must be redeemed against same tenant it was acquired for.',
  },
  700007: {
    ...invalidGrant,
    suberror: 'client_mismatch',
    cause: 'the code or token was issued for another application',
    text: 'The grant was issued for a different client id.',
  },
  70008: {
    ...invalidGrant,
    cause: 'the code is older than ten minutes',
    text: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70043: {
    ...invalidGrant,
    suberror: 'token_expired',
    cause: "the sign-in is older than a policy's `signInFrequencyHours`",
    text: 'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {issuedAt} and the maximum allowed lifetime for this request is {maximumSeconds}.',
  },
  700084: {
    ...invalidGrant,
    suberror: 'bad_token',
    cause: 'the refresh token of a single-page platform is older than a day',
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issuedAt}.',
  },
  700082: {
    ...invalidGrant,
    suberror: 'token_expired',
    cause: 'the refresh token was not used for 90 days',
    text: 'The refresh token has expired due to inactivity. The token was issued on {issuedAt} and was inactive for 90.00:00:00.',
  },

  // Device code. 70017 was seen second-hand only; that 70018 answers an unknown device code too is a guess (2025-11).
  70016: {
    error: 'authorization_pending',
    status: 400,
    channel: 'json',
    cause: 'the person has not answered on the device code page yet',
    text: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70017: {
    error: 'authorization_declined',
    status: 400,
    channel: 'json',
    cause: 'the person said no on the device code page',
    text: 'OAuth 2.0 device flow error. The end user denied the authorization request.',
  },
  70018: {
    error: 'bad_verification_code',
    status: 400,
    channel: 'form',
    cause: 'no such device code, or it was answered already',
    text: 'The verification code is not valid.',
  },
  70019: {
    error: 'expired_token',
    status: 400,
    channel: 'form',
    cause: 'the code that was typed is too old',
    text: 'The verification code has expired.',
  },
  70020: {
    error: 'expired_token',
    status: 400,
    channel: 'json',
    cause: 'the device code is too old',
    text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },

  // Client authentication
  50048: {
    ...invalidClient,
    cause: '`iss` and `sub` of a client assertion differ',
    text: 'Subject must match Issuer claim in the client assertion.',
  },
  700021: {
    ...invalidClient,
    cause: 'the assertion is of another application than `client_id`',
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  700023: {
    ...invalidClient,
    cause: "the assertion's audience is not this token endpoint",
    text: "Client assertion audience claim does not match Realm issuer. The audience must be '{tokenUrl}'.",
  },
  700025: {
    ...invalidClient,
    cause: 'a secret or assertion is sent for a public client',
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700211: {
    ...invalidClient,
    cause: 'no federated credential of the application has this issuer',
    text: "No matching federated identity record found for presented assertion issuer '{issuer}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  },
  700212: {
    ...invalidClient,
    cause: 'no federated credential of the application has this audience',
    text: "No matching federated identity record found for presented assertion audience '{audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  },
  700213: {
    ...invalidClient,
    cause: 'no federated credential of the application has this subject',
    text: "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  },
  7000272: {
    ...invalidClient,
    cause: 'the provider publishes no key with the id that the federated token names',
    text: "The certificate with identifier '{keyId}' used to sign the federated credential could not be found in the metadata of identity provider {issuer}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.",
  },
  700024: {
    ...invalidClient,
    cause: 'the assertion is over, or not valid yet',
    text: 'Client assertion is not within its valid time range. Current time: {now}.',
  },
  700027: {
    ...invalidClient,
    cause: 'the certificate is not registered, or the signature is not of its key',
    text: 'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}, Client ID - {clientId}]',
  },
  7000215: {
    ...invalidClient,
    cause: 'the client secret is wrong',
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  },
  7000218: {
    ...invalidClient,
    cause: 'a confidential client sends no credential',
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    ...invalidClient,
    cause: "the secret's `expiresAt` is over",
    text: "The provided client secret keys for app '{clientId}' are expired. Visit the portal to create new keys for your app, or consider using certificate credentials for added security.",
  },
  // Older answers to the same request say 700016 (2026-11).
  7000229: {
    ...invalidClient,
    cause: 'an application asks for a token of its own in a tenant that has no service principal of it',
    text: 'The client application {clientId} is missing service principal in the tenant {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119',
  },
} as const satisfies Record<number, AadstsEntry>;

/** A number of the table. */
export type AadstsCode = keyof typeof AADSTS;
