import { array, body, exists, nothing, type Operations, one, pages } from '../operation.ts';
import type {
  ApplicationConsent,
  CompanyProfile,
  CustomerBillingProfile,
  PartnerCenterCustomer,
  PartnerRelationship,
  RelationshipRequest,
} from '../resources/customer.ts';
import type { Address } from '../resources/resource.ts';

/** Customers, and what ties them to the partner. */
export const customerOperations = {
  customers: {
    request: 'GET /v1/customers{?size,filter}',
    answer: pages<PartnerCenterCustomer>(),
    access: 'both',
    source: 'get-a-list-of-customers',
  },
  customer: {
    request: 'GET /v1/customers/{customer}',
    answer: one<PartnerCenterCustomer>(),
    access: 'both',
    source: 'get-a-customer-by-id',
  },
  createCustomer: {
    request: 'POST /v1/customers',
    answer: one<PartnerCenterCustomer>(),
    body: body(),
    access: 'both',
    source: 'create-a-customer',
  },
  updateCustomer: {
    request: 'PATCH /v1/customers/{customer}',
    answer: one<PartnerCenterCustomer>(),
    body: body<{ readonly relationshipToPartner: 'none' }>(),
    access: 'app+user',
    source: 'remove-a-reseller-relationship-with-a-customer',
  },
  // In Microsoft's integration environment only.
  deleteTestCustomer: {
    request: 'DELETE /v1/customers/{customer}',
    answer: nothing,
    access: 'both',
    source: 'utilities',
  },
  customerCompanyProfile: {
    request: 'GET /v1/customers/{customer}/profiles/company',
    answer: one<CompanyProfile>(),
    access: 'app+user',
    source: 'get-a-customer-s-company-profile',
  },
  customerBillingProfile: {
    request: 'GET /v1/customers/{customer}/profiles/billing',
    answer: one<CustomerBillingProfile>(),
    access: 'both',
    source: 'get-all-of-a-customer-s-billing-profiles',
  },
  updateCustomerBillingProfile: {
    request: 'PUT /v1/customers/{customer}/profiles/billing',
    answer: one<CustomerBillingProfile>(),
    body: body<CustomerBillingProfile>(),
    access: 'both',
    etag: 'required',
    source: 'update-a-customer-s-billing-profile',
  },
  customerDomains: {
    request: 'GET /v1/customers/{customer}/customDomains',
    answer: array<string>(),
    access: 'varies',
    source: 'get-customer-custom-domain',
  },
  customerOrganization: {
    request: 'GET /v1/customers/{customer}/organization',
    answer: one(),
    access: 'varies',
    source: 'get-customer-organization',
  },
  customerQualifications: {
    request: 'GET /v1/customers/{customer}/qualifications',
    answer: array(),
    access: 'both',
    source: 'get-customer-qualification-asynchronous',
  },
  addCustomerQualification: {
    request: 'POST /v1/customers/{customer}/qualifications{?code}',
    answer: one(),
    body: body(),
    access: 'app+user',
    source: 'update-customer-qualification-asynchronous',
  },
  customerRelationships: {
    request: 'GET /v1/customers/{customer}/relationships',
    answer: pages<PartnerRelationship>(),
    access: 'app+user',
    source: 'get-indirect-resellers-of-a-customer',
  },
  managedServices: {
    request: 'GET /v1/customers/{customer}/managedservices',
    answer: pages(),
    access: 'app+user',
    source: 'get-the-managed-services-for-a-customer-by-id',
  },
  validationCodes: {
    request: 'GET /v1/customers/all/validations',
    answer: array(),
    access: 'both',
    source: 'get-a-partner-s-validation-codes',
  },
  relationshipRequest: {
    request: 'GET /v1/customers/relationshiprequests',
    answer: one<RelationshipRequest>(),
    access: 'app+user',
    source: 'request-reseller-relationship',
  },
  relationships: {
    request: 'GET /v1/relationships?relationship_type={relationship_type}',
    answer: pages<PartnerRelationship>(),
    access: 'app+user',
    source: 'retrieve-a-list-of-indirect-resellers',
  },
  createApplicationConsent: {
    request: 'POST /v1/customers/{customer}/applicationconsents',
    answer: one<ApplicationConsent | undefined>(),
    body: body<ApplicationConsent>(),
    access: 'app+user',
    limit: 'application-consents',
    source: 'control-panel-vendor-apis',
  },
  deleteApplicationConsent: {
    request: 'DELETE /v1/customers/{customer}/applicationconsents/{application}',
    answer: nothing,
    access: 'app+user',
    limit: 'application-consents',
    source: 'control-panel-vendor-apis',
  },
  domainExists: {
    request: 'HEAD /v1/domains/{domain}',
    answer: exists,
    access: 'both',
    source: 'verify-domain-availability',
  },
  validateAddress: {
    request: 'POST /v1/validations/address',
    answer: one(),
    body: body<Address>(),
    access: 'both',
    source: 'validate-an-address',
  },
  countryRules: {
    request: 'GET /v1/countryvalidationrules/{country}',
    answer: one(),
    access: 'both',
    source: 'get-market-specific-validation-data',
  },
} as const satisfies Operations;
