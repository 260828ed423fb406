import { body, type Operations, one, pages } from '../operation.ts';
import type {
  Agreement,
  AgreementMetadata,
  AgreementStatus,
  DirectSignedStatus,
  NewAgreement,
} from '../resources/agreement.ts';
import type {
  BillingProfile,
  LegalBusinessProfile,
  MpnProfile,
  OrganizationProfile,
  SupportProfile,
} from '../resources/profile.ts';
import type { ServiceRequest, ServiceRequestChange } from '../resources/service-request.ts';

/** The partner’s own profiles and agreements, support and reports. */
export const partnerOperations = {
  legalBusinessProfile: {
    request: 'GET /v1/profiles/legalbusiness{?vettingVersion}',
    answer: one<LegalBusinessProfile>(),
    access: 'both',
    source: 'get-legal-business-profile',
  },
  updateLegalBusinessProfile: {
    request: 'PUT /v1/profiles/legalbusiness',
    answer: one<LegalBusinessProfile>(),
    body: body<LegalBusinessProfile>(),
    access: 'app+user',
    etag: 'if-given',
    source: 'update-legal-business-profile',
  },
  mpnProfile: {
    request: 'GET /v1/profiles/mpn{?mpnId}',
    answer: one<MpnProfile>(),
    access: 'app+user',
    source: 'get-partner-network-profile',
  },
  organizationProfile: {
    request: 'GET /v1/profiles/organization',
    answer: one<OrganizationProfile>(),
    access: 'app+user',
    source: 'get-an-organization-profile',
  },
  updateOrganizationProfile: {
    request: 'PUT /v1/profiles/organization',
    answer: one<OrganizationProfile>(),
    body: body<OrganizationProfile>(),
    access: 'app+user',
    etag: 'if-given',
    source: 'update-an-organization-profile',
  },
  billingProfile: {
    request: 'GET /v1/profiles/billing',
    answer: one<BillingProfile>(),
    access: 'app+user',
    source: 'get-partner-billing-profile',
  },
  updateBillingProfile: {
    request: 'PUT /v1/profiles/billing',
    answer: one<BillingProfile>(),
    body: body<BillingProfile>(),
    access: 'app+user',
    etag: 'if-given',
    source: 'update-partner-billing-profile',
  },
  supportProfile: {
    request: 'GET /v1/profiles/support',
    answer: one<SupportProfile>(),
    access: 'app+user',
    source: 'get-support-profile',
  },
  updateSupportProfile: {
    request: 'PUT /v1/profiles/support',
    answer: one<SupportProfile>(),
    body: body<SupportProfile>(),
    access: 'app+user',
    etag: 'if-given',
    source: 'update-support-profile',
  },
  agreementMetadata: {
    request: 'GET /v1/agreements{?agreementType}',
    answer: pages<AgreementMetadata>(),
    access: 'varies',
    source: 'get-agreement-metadata',
  },
  agreementDocument: {
    request: 'GET /v1/agreementtemplates/{template}/document{?language,country}',
    answer: one(),
    access: 'varies',
    source: 'download-customer-agreement-template',
  },
  customerAgreements: {
    request: 'GET /v1/customers/{customer}/agreements{?agreementType}',
    answer: pages<Agreement>(),
    access: 'app+user',
    source: 'get-confirmation-of-customer-agreement',
  },
  createCustomerAgreement: {
    request: 'POST /v1/customers/{customer}/agreements',
    answer: one<Agreement>(),
    body: body<NewAgreement>(),
    access: 'app+user',
    source: 'confirm-customer-consent-customer-agreement',
  },
  directSignedStatus: {
    request: 'GET /v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus',
    answer: one<DirectSignedStatus>(),
    access: 'app+user',
    source: 'get-direct-sign-status-of-customer-agreement',
  },
  partnerAgreementStatus: {
    request: 'GET /v1/compliance/csp/agreementstatus{?mpnId,tenantId}',
    answer: one<AgreementStatus>(),
    access: 'app+user',
    source: 'verify-indirect-reseller-mpa-status',
  },
  serviceRequests: {
    request: 'GET /v1/servicerequests',
    answer: pages<ServiceRequest>(),
    access: 'app+user',
    source: 'provide-support',
  },
  serviceRequest: {
    request: 'GET /v1/servicerequests/{serviceRequest}',
    answer: one<ServiceRequest>(),
    access: 'app+user',
    source: 'get-service-request-details-by-id',
  },
  updateServiceRequest: {
    request: 'PATCH /v1/servicerequests/{serviceRequest}',
    answer: one<ServiceRequest>(),
    body: body<ServiceRequestChange>(),
    access: 'app+user',
    source: 'update-a-service-request',
  },
  customerServiceRequests: {
    request: 'GET /v1/customers/{customer}/servicerequests',
    answer: pages<ServiceRequest>(),
    access: 'app+user',
    source: 'get-all-service-requests-for-a-customer',
  },
  licenseDeployment: {
    request: 'GET /v1/analytics/licenses/deployment',
    answer: pages(),
    access: 'app+user',
    source: 'get-partner-licenses-deployment-information',
  },
  licenseUsage: {
    request: 'GET /v1/analytics/licenses/usage',
    answer: pages(),
    access: 'app+user',
    source: 'get-partner-licenses-usage-information',
  },
  customerLicenseDeployment: {
    request: 'GET /v1/customers/{customer}/analytics/licenses/deployment',
    answer: pages(),
    access: 'app+user',
    source: 'get-customer-licenses-deployment-information',
  },
  customerLicenseUsage: {
    request: 'GET /v1/customers/{customer}/analytics/licenses/usage',
    answer: pages(),
    access: 'app+user',
    source: 'get-customer-licenses-usage-information',
  },
} as const satisfies Operations;
