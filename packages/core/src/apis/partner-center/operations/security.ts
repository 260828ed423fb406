import { array, body, type Operations, one, pages } from '../operation.ts';
import {
  type ApplicationMfaAdoption,
  type AuditRecord,
  type FraudEvent,
  type PartnerRequest,
  readPrincipalWithoutMfa,
} from '../resources/security.ts';

/** MFA as Partner Center saw it, its audit, and fraud. */
export const securityOperations = {
  principalsWithoutMfa: {
    request: 'GET /v1/nonMfaCompliantPartnerPrincipals',
    answer: pages(readPrincipalWithoutMfa),
    access: 'app+user',
    source: 'get-portal-requests-without-mfa',
  },
  applicationMfaAdoption: {
    request: 'GET /v1/applicationmfaadoptionstatus',
    answer: array<ApplicationMfaAdoption>(),
    access: 'app+user',
    source: 'get-api-request-summary',
  },
  partnerRequests: {
    request: 'GET /v1/partnerRequests',
    answer: pages<PartnerRequest>(),
    access: 'app+user',
    source: 'get-api-request-details',
  },
  auditRecords: {
    request: 'GET /v1/auditrecords{?startDate,endDate,filter,size}',
    answer: pages<AuditRecord>(),
    access: 'both',
    source: 'get-a-record-of-partner-center-activity-by-user',
  },
  fraudEvents: {
    request: 'GET /v1/fraudEvents{?EventStatus,SubscriptionId}',
    answer: array<FraudEvent>(),
    access: 'app+user',
    source: 'get-fraud-events',
  },
  updateFraudEvents: {
    request: 'POST /v1/fraudEvents/subscription/{subscription}/status',
    answer: one(),
    body: body(),
    access: 'app+user',
    source: 'update-fraud-events-status',
  },
} as const satisfies Operations;
