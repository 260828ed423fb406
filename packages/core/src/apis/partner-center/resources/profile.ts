import type { Address, Contact, Resource } from './resource.ts';

/** @see Partner Center REST, "BillingProfile" in "Profile resources" (2022-06) */
export interface BillingProfile extends Resource {
  readonly companyName?: string;
  readonly address?: Address;
  readonly primaryContact?: Contact;
  readonly purchaseOrderNumber?: string;
  readonly taxId?: string;
  readonly billingCurrency?: string;
  readonly profileType?: string;
}

/** @see Partner Center REST, "LegalBusinessProfile" in "Profile resources" (2022-06) */
export interface LegalBusinessProfile extends Resource {
  readonly companyName?: string;
  readonly address?: Address;
  readonly primaryContact?: Contact;
  readonly companyApproverAddress?: Address;
  readonly companyApproverEmail?: string;
  readonly vettingStatus?: string;
  readonly vettingSubStatus?: string;
  readonly profileType?: string;
}

/** @see Partner Center REST, "MpnProfile" in "Profile resources" (2022-06); its example says `mpnId` where its table says `partnerId` */
export interface MpnProfile extends Resource {
  readonly partnerName?: string;
  readonly mpnId?: string;
  readonly partnerId?: string;
  readonly profileType?: string;
}

/** @see Partner Center REST, "OrganizationProfile" in "Profile resources" (2022-06) */
export interface OrganizationProfile extends Resource {
  readonly id?: string;
  readonly companyName?: string;
  readonly defaultAddress?: Address;
  readonly tenantId?: string;
  readonly domain?: string;
  readonly email?: string;
  readonly language?: string;
  readonly culture?: string;
  readonly profileType?: string;
}

/** @see Partner Center REST, "SupportProfile" in "Profile resources" (2022-06) */
export interface SupportProfile extends Resource {
  readonly email?: string;
  readonly telephone?: string;
  readonly website?: string;
  readonly profileType?: string;
}
