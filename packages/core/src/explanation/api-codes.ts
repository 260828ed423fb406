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

export type ApiName = 'partner-center' | 'graph' | 'arm' | 'defender';

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
      Request_BadRequest: {
        code: 'api_refused',
        meaning: 'The request is not in the form that Graph expects, or an id in it is none.',
      },
      Request_UnsupportedQuery: {
        code: 'api_refused',
        meaning: 'Graph cannot filter or sort by this, or not without more.',
        remedy: 'Send the header `ConsistencyLevel: eventual` with `$count=true`, or filter what was read.',
      },
      Request_MultipleObjectsWithSameKeyValue: {
        code: 'api_refused',
        meaning: 'Such a thing is there already.',
        remedy: 'Read it, and change it if need be.',
      },
      Directory_ExpiredPageToken: {
        code: 'api_refused',
        meaning: 'The link to the next page is too old.',
        remedy: 'Read the list from its beginning.',
      },
      TooManyRequests: { code: 'api_throttled', meaning: 'There are too many requests.' },
    },
  },
  arm: {
    link: 'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors',
    codes: {
      InvalidAuthenticationToken: {
        code: 'api_unauthorized',
        meaning: 'The token is malformed, or was issued for another API or cloud.',
        remedy: 'Check the token with `consentry verify --resource arm`.',
        actor: 'caller',
      },
      ExpiredAuthenticationToken: {
        code: 'api_unauthorized',
        meaning: 'The token has expired.',
        remedy: 'Ask for a token for each call: the broker keeps it as long as it is valid.',
        actor: 'caller',
      },
      InvalidAuthenticationTokenTenant: {
        code: 'api_unauthorized',
        meaning: 'The subscription belongs to another tenant than the token.',
        remedy: 'Ask for a token of the tenant that the subscription belongs to: name it as the customer.',
        actor: 'caller',
      },
      AuthorizationFailed: {
        code: 'api_forbidden',
        meaning: 'The account has no role in Azure that allows this; roles of Entra and of GDAP give none.',
        remedy:
          'Give the partner’s group a role in the subscription: by Azure Lighthouse, or as its owner on behalf of the customer.',
      },
      LinkedAuthorizationFailed: {
        code: 'api_forbidden',
        meaning: 'The account may do this here, but not with another resource that it names.',
      },
      RequestDisallowedByPolicy: {
        code: 'api_forbidden',
        meaning: 'A policy of the subscription does not allow it.',
        actor: 'customer administrator',
        remedy: 'Whoever keeps the policies of the subscription allows it, or the request follows them.',
      },
      SubscriptionNotFound: {
        code: 'api_not_found',
        meaning: 'There is no such subscription, or not for this tenant.',
      },
      ReadOnlyDisabledSubscription: {
        code: 'api_refused',
        meaning: 'The subscription is disabled, so it can only be read.',
        remedy: 'Enable the subscription in Partner Center.',
      },
      MissingApiVersionParameter: {
        code: 'api_refused',
        meaning: 'The path names no api-version.',
        remedy: 'Add `?api-version=…` to the path.',
      },
      InvalidApiVersionParameter: {
        code: 'api_refused',
        meaning: 'The api-version is not one that this operation has.',
        remedy: 'Take one of those that the answer names.',
      },
      TooManyRequests: { code: 'api_throttled', meaning: 'There are too many requests.' },
      SubscriptionRequestsThrottled: {
        code: 'api_throttled',
        meaning: 'There are too many requests for this subscription.',
      },
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
      BadRequest: {
        code: 'api_refused',
        meaning: 'The request is not good; at hunting, the query is not.',
        remedy:
          'Check the request; a query runs in the same words in the portal, which says where it is wrong.',
      },
      ODataError: {
        code: 'api_refused',
        meaning: 'A `$filter`, `$top` or `$skip` is not good.',
        remedy:
          'Filter by lastUpdateTime, createdTime, status and assignedTo alone, and take at most 100 on a page. A severity is filtered after reading.',
      },
      InvalidInput: { code: 'api_refused', meaning: 'A value of the request is not good.' },
      InvalidRequestBody: { code: 'api_refused', meaning: 'The body of the request is not good.' },
      InvalidHashValue: { code: 'api_refused', meaning: 'A hash in the request is none.' },
      InvalidDomainName: { code: 'api_refused', meaning: 'A domain in the request is none.' },
      InvalidIpAddress: { code: 'api_refused', meaning: 'An IP address in the request is none.' },
      InvalidUrl: { code: 'api_refused', meaning: 'A URL in the request is none.' },
      MaximumBatchSizeExceeded: {
        code: 'api_refused',
        meaning: 'The request names too many things at once.',
        remedy: 'Divide it.',
      },
      MissingRequiredParameter: { code: 'api_refused', meaning: 'Something that is needed is missing.' },
      OsPlatformNotSupported: {
        code: 'api_refused',
        meaning: 'The operating system of the device cannot do this.',
      },
      ClientVersionNotSupported: {
        code: 'api_refused',
        meaning: 'The sensor on the device is too old for this.',
        remedy: 'Update the device.',
      },
      NotFound: { code: 'api_not_found', meaning: 'There is no such path, or no such thing.' },
      ResourceNotFound: { code: 'api_not_found', meaning: 'There is no such thing in this tenant.' },
      TooManyRequests: {
        code: 'api_throttled',
        meaning:
          'There were too many calls (50 a minute, 1,500 an hour), or queries took too much computing time (per quarter of an hour).',
        remedy: 'Wait as long as the answer says; a query that is cheaper helps more.',
      },
      InternalServerError: { code: 'api_unavailable', meaning: 'Defender met trouble of its own.' },
    },
  },
};
