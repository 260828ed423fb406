import type { Address, Resource } from './resource.ts';

/**
 * A customer of the partner. The list gives id, company profile and relationship alone; address, mail and domains are left out
 * where the partner has no delegated rights.
 *
 * @see Partner Center REST, "Customer resources" (2023-07), "Get a customer by ID" (2023-07)
 */
export interface PartnerCenterCustomer extends Resource {
  readonly id: string;
  readonly commerceId?: string;
  readonly companyProfile?: CompanyProfile;
  readonly billingProfile?: CustomerBillingProfile;
  /** `reseller`, `advisor`, `none`, `syndication`, `microsoft_support`. */
  readonly relationshipToPartner?: string;
  readonly allowDelegatedAccess?: boolean | null;
  readonly customDomains?: readonly string[];
  /** Of the indirect reseller. */
  readonly associatedPartnerId?: string;
}

/** @see Partner Center REST, "CustomerCompanyProfile" in "Customer resources" (2023-07) */
export interface CompanyProfile extends Resource {
  readonly tenantId?: string;
  readonly domain?: string;
  readonly companyName?: string;
  readonly organizationRegistrationNumber?: string;
}

/** @see Partner Center REST, "CustomerBillingProfile" in "Customer resources" (2023-07) */
export interface CustomerBillingProfile extends Resource {
  readonly id?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly culture?: string;
  readonly language?: string;
  readonly companyName?: string;
  readonly defaultAddress?: Address;
}

/**
 * The link by which a customer makes the partner its reseller.
 * @see Partner Center REST, "Request a reseller relationship" (2022-06)
 */
export interface RelationshipRequest extends Resource {
  readonly url: string;
}

/** @see Partner Center REST, "Relationships resources" (2022-06); its example says `mpnId` where its table says `partnerId` */
export interface PartnerRelationship extends Resource {
  readonly id: string;
  readonly name?: string;
  readonly relationshipType?: string;
  readonly state?: string;
  readonly mpnId?: string;
  readonly partnerId?: string;
  readonly location?: string;
}

/**
 * What an application may do in a customer's tenant without anybody of that tenant being asked.
 * @see Partner Center REST, "Control Panel Vendor APIs" (2023-10)
 */
export interface ApplicationConsent extends Resource {
  /** Must be the application of the token that makes the call. */
  readonly applicationId: string;
  readonly displayName?: string;
  readonly applicationGrants: readonly ApplicationGrant[];
}

export interface ApplicationGrant {
  /** The application id of the API. Its service principal must exist in the customer's tenant. */
  readonly enterpriseApplicationId: string;
  /** Names of delegated permissions with commas between them. */
  readonly scope: string;
}
