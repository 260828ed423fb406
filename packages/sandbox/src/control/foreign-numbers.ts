/** The error, the text, and the status where it is not the usual one. */
type Row = readonly [error: string, text: string, status?: number];

/**
 * Refusals that the sandbox itself never gives, for tests that order them. The numbers and most of the errors are in the published
 * list; where it names no error, `invalid_grant` is a guess, as are the statuses 503 and 429 (2026-11). The texts are not Entra's own.
 */
export const FOREIGN_NUMBERS: Readonly<Record<number, Row>> = {
  16001: ['interaction_required', 'The user picked another account while a session was being chosen.'],
  16003: ['invalid_grant', 'The user has not been added to the tenant.'],
  28002: ['invalid_scope', 'The provided value for the scope is not valid when requesting an access token.'],
  28003: [
    'invalid_scope',
    'The provided value for the scope cannot be empty when requesting an access token.',
  ],
  50001: ['invalid_resource', 'The resource is disabled, or was not found in the tenant.'],
  50012: ['invalid_client', 'Authentication failed.'],
  50013: ['invalid_grant', 'The assertion is not valid.'],
  50021: ['invalid_grant', 'Access to the tenant is denied.'],
  50033: ['temporarily_unavailable', 'A retryable error has occurred.', 503],
  50053: [
    'invalid_grant',
    'The account is locked: the user tried to sign in too many times with a wrong user name or password.',
  ],
  50056: ['invalid_grant', 'The password is not valid or is missing in the directory of this user.'],
  50059: ['invalid_request', 'No information that identifies the tenant was found in the request.'],
  50072: ['interaction_required', 'The user must enroll for second factor authentication.'],
  50074: ['interaction_required', 'Strong authentication is required.'],
  50087: [
    'temporarily_unavailable',
    'A transient error has occurred during strong authentication. Please try again.',
    503,
  ],
  50125: ['interaction_required', 'The sign-in was interrupted by a password reset or registration.'],
  50131: [
    'invalid_grant',
    'The device is not in the state that is required, or the request was blocked by access policies or security decisions.',
  ],
  50132: ['invalid_grant', 'The session is not valid: the password expired or was changed recently.'],
  50133: ['invalid_grant', 'The session is not valid due to expiration or a recent password change.'],
  50140: ['interaction_required', 'The sign-in was interrupted by the question whether to stay signed in.'],
  50147: ['invalid_request', 'The size of the code challenge is not valid.'],
  50161: ['invalid_grant', 'The claims that the external provider sent are not enough.'],
  50177: ['invalid_grant', 'An external challenge is not supported for passthrough users.'],
  50178: ['invalid_grant', 'Session control is not supported for passthrough users.'],
  50199: ['interaction_required', 'For security reasons, the user must confirm the request.'],
  51004: ['invalid_grant', 'The user account does not exist in the directory.'],
  53000: ['invalid_grant', 'The device is not in the state that is required: compliant.'],
  53001: ['invalid_grant', 'The device is not in the state that is required: domain joined.'],
  53004: [
    'invalid_grant',
    'The user must complete the registration for multi-factor authentication before this content can be accessed.',
  ],
  53010: ['invalid_grant', 'Multi-factor methods must be registered from a trusted place or device.'],
  53011: ['invalid_grant', 'The user is blocked due to risk in the home tenant.'],
  65005: [
    'invalid_resource',
    'The list of resources that the application requires does not contain this one.',
  ],
  70001: ['unauthorized_client', 'The application is disabled.'],
  70002: ['invalid_client', 'The validation of the credentials failed.'],
  70023: ['invalid_scope', 'The scope is not valid: it names more than one resource.'],
  90006: ['temporarily_unavailable', 'The service is temporarily unavailable.', 503],
  90012: ['temporarily_unavailable', 'The request timed out.', 503],
  90013: ['invalid_request', 'Invalid input was received from the user.'],
  90019: [
    'invalid_request',
    'No information that identifies the tenant was found in the request or in the credentials.',
  ],
  90024: ['temporarily_unavailable', 'The request budget is exceeded. Please try again.', 503],
  90033: ['temporarily_unavailable', 'A transient error has occurred. Please try again.', 503],
  90038: ['invalid_request', 'The tenant belongs to another national cloud.'],
  90043: ['invalid_request', 'The national cloud is not the one of the tenant.'],
  90051: ['invalid_request', 'The national cloud identifier is not valid.'],
  90055: ['temporarily_unavailable', 'The tenant is throttled: too many requests.', 429],
  90072: [
    'invalid_grant',
    'The user account does not exist in the tenant and cannot access the application there. It must be added as an external user first.',
  ],
  90090: ['temporarily_unavailable', 'A transient error has occurred. Please try again.', 503],
  90095: ['consent_required', 'The consent of an administrator was asked for.'],
  90124: ['invalid_request', 'The resource is not supported over the /common or /consumers endpoints.'],
  90130: ['invalid_request', 'The application is not supported over the /common or /consumers endpoints.'],
  500021: ['invalid_grant', 'Access to the tenant is denied.'],
  500022: ['invalid_grant', 'Access to the tenant is denied.'],
  500133: ['invalid_client', 'The assertion is not within its valid time range.'],
  500212: [
    'invalid_grant',
    'The administrator of the user has set a policy of outbound access that does not allow access to the resource tenant.',
  ],
  500213: [
    'invalid_grant',
    'The cross-tenant access policy of the resource tenant does not allow this user to access it.',
  ],
  530032: ['invalid_grant', 'The user is blocked by a security policy of the tenant.'],
  530034: [
    'invalid_grant',
    'A delegated administrator was blocked from accessing the tenant due to suspicious activity.',
  ],
  530035: ['invalid_grant', 'Access has been blocked by security defaults.'],
  650051: [
    'invalid_client',
    'The application cannot be installed: its service principal is just being created, or is there already.',
  ],
  650052: [
    'invalid_client',
    'The application needs access to a service that the organization has not subscribed to or enabled.',
  ],
  650054: [
    'invalid_client',
    'The application asked for permissions to a resource that were removed or are no longer available.',
  ],
  650056: [
    'invalid_client',
    'The application is misconfigured: the client lists no permissions for the resource.',
  ],
  700011: ['unauthorized_client', 'The application was not found in the directory.'],
  700022: ['invalid_scope', 'The scope is not valid: it contains more than one resource.'],
  700030: ['invalid_client', 'The certificate is not valid: its subject name does not match.'],
  900382: ['invalid_request', 'A confidential client is not supported in a request across clouds.'],
  900432: ['invalid_request', 'A confidential client is not supported in a request across clouds.'],
  900971: ['invalid_request', 'No reply address was provided.'],
  1000031: [
    'unauthorized_client',
    'The application cannot be accessed at this time. Contact the administrator.',
  ],
  5000224: ['invalid_request', 'The resource is not available: the tenant may have been deleted.'],
};
