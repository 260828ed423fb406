import type { Actor, ErrorCode } from '../error-table.ts';

/** What an API says with one of its own codes, and what to do. */
export interface ApiCode {
  /** The code that a call of ours fails with. */
  readonly code: ErrorCode;
  /** In our words. */
  readonly meaning: string;
  /** Where the table of our codes is not precise enough. */
  readonly remedy?: string;
  readonly actor?: Actor;
}

/** The codes of one API. */
export interface ApiCodes {
  /** Microsoft's list. */
  readonly link: string;
  readonly codes: Readonly<Record<string, ApiCode>>;
}

export type ApiName = 'partner-center' | 'graph' | 'defender';

/** The day on which the tables were compared with Microsoft's lists. */
export const apiCodesCheckedAt = '2026-11-20';

const acceptAgreement = 'Somebody with the rights for it accepts the agreement in Partner Center.';
const checkRole = 'Give the service account the role that the operation needs, such as Admin Agent.';
const wait = 'Another operation on the same thing is under way; wait until it has ended.';

/** Codes that consent, roles and audiences lead to. Each API has many more. */
export const apiCodes: Readonly<Record<ApiName, ApiCodes>> = {
  'partner-center': {
    link: 'https://learn.microsoft.com/partner-center/developer/error-codes',
    codes: {
      400: { code: 'api_unauthorized', meaning: 'Access was denied; the token was not accepted.' },
      800001: {
        code: 'api_unauthorized',
        meaning: 'The request carried no token of a partner.',
        remedy: 'Send a token for Partner Center of the partner’s own tenant.',
      },
      900420: {
        code: 'api_unauthorized',
        meaning: 'The token is not valid here, for instance because its audience is another API.',
        remedy: 'Check the token with `consentry verify --resource partner-center`.',
      },
      900421: { code: 'api_mfa_required', meaning: 'The sign-in behind the token carried no MFA.' },
      10001: { code: 'api_mfa_required', meaning: 'The sign-in behind the token carried no MFA.' },
      2032: {
        code: 'api_forbidden',
        meaning: 'The account may not do this.',
        remedy: checkRole,
      },
      20002: {
        code: 'api_forbidden',
        meaning: 'The partner has no commercial relationship with this customer.',
        remedy: 'Check the customer’s tenant id, and the relationship in Partner Center.',
      },
      900123: {
        code: 'api_forbidden',
        meaning: 'The indirect reseller has not accepted the Microsoft Partner Agreement.',
        remedy: acceptAgreement,
      },
      900124: {
        code: 'api_forbidden',
        meaning: 'The company has not accepted the Microsoft Partner Agreement.',
        remedy: acceptAgreement,
      },
      900149: {
        code: 'api_forbidden',
        meaning: 'The partner’s status in the program is not active.',
        remedy: 'Somebody with the rights for it sees to the enrolment in Partner Center.',
      },
      900150: {
        code: 'api_forbidden',
        meaning: 'The account’s role does not allow this operation.',
        remedy: checkRole,
      },
      900308: {
        code: 'api_forbidden',
        meaning: 'The account has too few rights with this customer.',
        remedy: 'Check the roles of the account, and those that the GDAP relationship gives its group.',
      },
      900309: {
        code: 'api_forbidden',
        meaning: 'Conditional Access of the customer’s tenant does not allow a token to be issued.',
        remedy:
          'An administrator of the customer’s tenant excludes service-provider users from the policy, or allows the broker’s address.',
        actor: 'customer administrator',
      },
      900316: {
        code: 'api_refused',
        meaning: 'The call was made with an old partner token.',
        remedy: 'Send the access token itself.',
      },
      900329: {
        code: 'api_forbidden',
        meaning: 'This resource does not take tokens of an application alone.',
        remedy: 'Use a token of application and user, which a grant gives.',
        actor: 'caller',
      },
      13605: {
        code: 'api_forbidden',
        meaning: 'The customer’s acceptance of the Microsoft Customer Agreement is missing.',
        remedy: 'Record that the customer has accepted the agreement.',
      },
      1000: { code: 'api_not_found', meaning: 'There is no such thing.' },
      20003: { code: 'api_not_found', meaning: 'There is no such subscription.' },
      60002: { code: 'api_not_found', meaning: 'There is no such user in the customer’s tenant.' },
      60003: { code: 'api_not_found', meaning: 'There is no such tenant.' },
      800015: { code: 'api_not_found', meaning: 'There is no partner of this PartnerID.' },
      900106: { code: 'api_not_found', meaning: 'There is no such upgrade request.' },
      2055: {
        code: 'api_changed',
        meaning: 'The thing was changed since it was read; its ETag is no longer valid.',
      },
      600061: {
        code: 'api_refused',
        meaning: 'The partner has confirmed this agreement of the customer before.',
        remedy: 'Nothing need be done; list the customer’s agreements to see it.',
      },
      600002: {
        code: 'api_refused',
        meaning: 'In the customer’s country no registration number is taken.',
        remedy: 'Leave companyProfile.organizationRegistrationNumber out.',
      },
      600049: {
        code: 'api_refused',
        meaning: 'In the customer’s country the registration number of the organisation is needed.',
        remedy: 'Give companyProfile.organizationRegistrationNumber.',
      },
      600050: {
        code: 'api_refused',
        meaning: 'The registration number of the organisation has not the form of the customer’s country.',
        remedy: 'Correct companyProfile.organizationRegistrationNumber.',
      },
      600051: {
        code: 'api_refused',
        meaning: 'In the customer’s country a phone number is needed.',
        remedy: 'Give billingProfile.defaultAddress.phoneNumber.',
      },
      0: { code: 'api_unavailable', meaning: 'Partner Center failed without knowing why.' },
      800060: { code: 'api_refused', meaning: 'An operation is in progress.', remedy: wait },
      800064: { code: 'api_refused', meaning: 'An operation is in progress.', remedy: wait },
      800082: { code: 'api_refused', meaning: 'An operation is in progress.', remedy: wait },
      900278: { code: 'api_refused', meaning: 'An operation is in progress.', remedy: wait },
    },
  },
  graph: {
    link: 'https://learn.microsoft.com/graph/errors',
    codes: {
      InvalidAuthenticationToken: {
        code: 'api_unauthorized',
        meaning: 'The token is malformed, has expired, or was issued for another API or cloud.',
        remedy: 'Check the token with `consentry verify --resource graph`.',
        actor: 'caller',
      },
      Authorization_RequestDenied: {
        code: 'api_forbidden',
        meaning: 'The token lacks the permission, or the account has too few rights in this tenant.',
        remedy:
          'Check the permission with `consentry verify --scope`, and the roles that the GDAP relationship gives.',
      },
      Authorization_IdentityNotFound: {
        code: 'api_forbidden',
        meaning: 'The application does not exist in this tenant.',
        remedy: 'See to the application’s consent in this tenant.',
        actor: 'customer administrator',
      },
      Request_ResourceNotFound: { code: 'api_not_found', meaning: 'There is no such thing in this tenant.' },
      TooManyRequests: { code: 'api_throttled', meaning: 'There are too many requests.' },
    },
  },
  defender: {
    link: 'https://learn.microsoft.com/defender-xdr/api-error-codes',
    codes: {
      Unauthorized: {
        code: 'api_unauthorized',
        meaning: 'The token was not accepted; often its audience is Defender for Endpoint.',
        remedy: 'Check the token with `consentry verify --resource defender`.',
        actor: 'caller',
      },
      Forbidden: {
        code: 'api_forbidden',
        meaning: 'The token lacks the permission, or the account has too few rights.',
        remedy:
          'Check the permission with `consentry verify --resource defender --role Incident.Read.All`, and that an administrator of the tenant consented to it.',
      },
      DisabledFeature: { code: 'api_forbidden', meaning: 'The tenant has turned this feature off.' },
      DisallowedOperation: { code: 'api_forbidden', meaning: 'This operation is not allowed here.' },
    },
  },
};
