import type { Resource } from './resource.ts';

/**
 * A user account in a customer's tenant.
 * @see Partner Center REST, "CustomerUser" in "User resources" (2022-06)
 */
export interface PartnerCenterUser extends Resource {
  readonly id: string;
  readonly userPrincipalName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly displayName?: string;
  readonly usageLocation?: string;
  readonly immutableId?: string;
  readonly phoneNumber?: string;
  /** `none`, `managed` or `federated`. */
  readonly userDomainType?: string;
  /** `active`, or `inactive` for one that was deleted. */
  readonly state?: string;
  readonly softDeletionTime?: string;
  readonly lastDirectorySyncTime?: string | null;
}

/** What a new account needs. @see Partner Center REST, "Create user accounts for a customer" (2023-07) */
export interface NewUser {
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly usageLocation: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly immutableId?: string;
  readonly passwordProfile: { readonly password: string; readonly forceChangePassword: boolean };
  readonly [field: string]: unknown;
}

/** @see Partner Center REST, "License resources" (2023-07) */
export interface License extends Resource {
  readonly productSku?: ProductSku;
  readonly servicePlans?: readonly ServicePlan[];
}

/** @see Partner Center REST, "SubscribedSku" in "License resources" (2023-07) */
export interface SubscribedSku extends Resource {
  readonly availableUnits?: number;
  readonly activeUnits?: number;
  readonly consumedUnits?: number;
  readonly suspendedUnits?: number;
  readonly totalUnits?: number;
  readonly warningUnits?: number;
  readonly productSku?: ProductSku;
  readonly servicePlans?: readonly ServicePlan[];
  readonly capabilityStatus?: string;
}

export interface ProductSku {
  readonly id?: string;
  readonly name?: string;
  readonly skuPartNumber?: string;
  readonly targetType?: string;
  readonly licenseGroupId?: string;
}

export interface ServicePlan {
  readonly id?: string;
  readonly displayName?: string;
  readonly serviceName?: string;
  readonly capabilityStatus?: string;
  readonly targetType?: string;
}

/** @see Partner Center REST, "LicenseUpdate" in "License resources" (2023-07) */
export interface LicenseUpdate {
  readonly licensesToAssign?: readonly {
    readonly skuId: string;
    readonly excludedPlans?: readonly string[] | null;
  }[];
  /** Ids of SKUs. */
  readonly licensesToRemove?: readonly string[] | null;
}

/** The update as it was carried out. */
export interface LicenseUpdated extends LicenseUpdate, Resource {
  readonly licenseWarnings?: readonly { readonly code?: string; readonly message?: string }[];
}

/** @see Partner Center REST, "Get user roles for a customer" (2023-07) */
export interface DirectoryRole extends Resource {
  readonly id: string;
  readonly name?: string;
}

/** @see Partner Center REST, "UserMember" in "User resources" (2022-06) */
export interface UserMember extends Resource {
  readonly id: string;
  readonly displayName?: string;
  readonly userPrincipalName?: string;
  readonly roleId?: string;
}
