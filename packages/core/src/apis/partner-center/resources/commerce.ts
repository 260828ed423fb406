import type { Resource } from './resource.ts';

/** @see Partner Center REST, "Order resources" (2023-07) */
export interface Order extends Resource {
  readonly id: string;
  readonly alternateId?: string;
  readonly referenceCustomerId?: string;
  readonly billingCycle?: string;
  readonly transactionType?: string;
  readonly lineItems?: readonly OrderLineItem[];
  readonly currencyCode?: string;
  readonly currencySymbol?: string;
  readonly creationDate?: string;
  readonly status?: string;
}

export interface OrderLineItem {
  readonly lineItemNumber?: number;
  readonly offerId?: string;
  readonly subscriptionId?: string;
  readonly parentSubscriptionId?: string | null;
  readonly friendlyName?: string;
  readonly quantity?: number;
  readonly termDuration?: string;
  readonly transactionType?: string;
  readonly partnerIdOnRecord?: string | null;
  readonly [field: string]: unknown;
}

/** @see Partner Center REST, "Cart resources" (2023-08) */
export interface Cart extends Resource {
  readonly id?: string;
  readonly creationTimestamp?: string;
  readonly lastModifiedTimestamp?: string;
  readonly expirationTimestamp?: string;
  readonly lastModifiedUser?: string;
  readonly status?: string;
  readonly lineItems: readonly CartLineItem[];
}

export interface CartLineItem {
  readonly id?: string | number;
  readonly catalogItemId?: string;
  readonly friendlyName?: string;
  readonly quantity?: number;
  readonly currencyCode?: string;
  readonly billingCycle?: string;
  readonly termDuration?: string;
  readonly orderGroup?: string;
  readonly error?: unknown;
  readonly [field: string]: unknown;
}

/** Orders that came of a cart, and those that did not. @see Partner Center REST, "CartCheckoutResult" in "Cart resources" (2023-08) */
export interface CartCheckout extends Resource {
  readonly orders?: readonly Order[];
  readonly orderErrors?: readonly {
    readonly orderGroupId?: string;
    readonly code?: number;
    readonly description?: string;
  }[];
}

/** @see Partner Center REST, "Invoice resources" (2022-06) */
export interface Invoice extends Resource {
  readonly id: string;
  readonly invoiceDate?: string;
  readonly billingPeriodStartDate?: string;
  readonly billingPeriodEndDate?: string;
  readonly totalCharges?: number;
  readonly paidAmount?: number;
  readonly currencyCode?: string;
  readonly currencySymbol?: string;
  readonly pdfDownloadLink?: string;
  readonly invoiceDetails?: readonly {
    readonly invoiceLineItemType?: string;
    readonly billingProvider?: string;
  }[];
  readonly amendments?: readonly Invoice[];
  readonly documentType?: string;
  readonly amendsOf?: string;
  readonly invoiceType?: string;
  readonly status?: string;
}

/** @see Partner Center REST, "InvoiceSummary" in "Invoice resources" (2022-06) */
export interface InvoiceSummary extends Resource {
  readonly balanceAmount?: number;
  readonly currencyCode?: string;
  readonly currencySymbol?: string;
  readonly accountingDate?: string;
  readonly firstInvoiceCreationDate?: string;
  readonly lastPaymentDate?: string;
  readonly lastPaymentAmount?: number;
  readonly latestInvoiceDate?: string;
}
