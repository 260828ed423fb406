import type { Resource } from './resource.ts';

/**
 * A subscription. A write replaces the whole of it: what is left out, such as `autoRenewEnabled` or the instructions for the next
 * term, is reset without a word.
 *
 * @see Partner Center REST, "Subscription resources" (2023-06)
 */
export interface PartnerCenterSubscription extends Resource {
  readonly id: string;
  readonly offerId?: string;
  readonly offerName?: string;
  readonly entitlementId?: string;
  readonly friendlyName?: string;
  readonly productType?: { readonly id?: string; readonly displayName?: string };
  readonly quantity?: number;
  readonly unitType?: string;
  readonly parentSubscriptionId?: string | null;
  readonly hasPurchasableAddons?: boolean;
  readonly creationDate?: string;
  readonly effectiveStartDate?: string;
  readonly commitmentEndDate?: string;
  readonly cancellationAllowedUntilDate?: string;
  readonly billingCycleEndDate?: string;
  /** `none`, `active`, `pending`, `suspended`, `expired`, `disabled` or `deleted`. */
  readonly status?: string;
  readonly autoRenewEnabled?: boolean;
  readonly isTrial?: boolean;
  readonly isMicrosoftProduct?: boolean;
  readonly publisherName?: string;
  readonly actions?: readonly string[];
  readonly billingType?: string;
  readonly billingCycle?: string;
  /** ISO 8601, such as `P1Y`. */
  readonly termDuration?: string;
  readonly renewalTermDuration?: string;
  readonly partnerId?: string;
  readonly orderId?: string;
  readonly contractType?: string;
  readonly suspensionReasons?: readonly string[] | null;
  readonly refundOptions?: readonly unknown[];
  readonly scheduledNextTermInstructions?: NextTermInstructions | null;
  readonly promotionId?: string | null;
}

/** @see Partner Center REST, "scheduledNextTermInstructions" in "Subscription resources" (2023-06) */
export interface NextTermInstructions {
  readonly product?: {
    readonly productId?: string;
    readonly skuId?: string;
    readonly availabilityId?: string;
    readonly billingCycle?: string;
    readonly termDuration?: string;
    readonly promotionId?: string;
  };
  readonly quantity?: number;
  readonly customTermEndDate?: string;
}

/** @see Partner Center REST, "SupportContact" in "Subscription resources" (2023-06) */
export interface SupportContact extends Resource {
  readonly supportTenantId?: string;
  readonly supportMpnId?: string;
  readonly name?: string;
}

/** @see Partner Center REST, "SubscriptionProvisioningStatus" in "Subscription resources" (2023-06) */
export interface ProvisioningStatus extends Resource {
  readonly skuId?: string;
  /** `success`, `pending` or `failed`. */
  readonly status?: string;
  readonly quantity?: number;
  readonly endDate?: string;
}
