import { body, type Operations, one, pages } from '../operation.ts';
import type { Invoice, InvoiceSummary } from '../resources/commerce.ts';

/** Invoices, and what customers used. */
export const billingOperations = {
  invoices: {
    request: 'GET /v1/invoices{?size,offset}',
    answer: pages<Invoice>(),
    access: 'both',
    source: 'get-a-collection-of-invoices',
  },
  invoice: {
    request: 'GET /v1/invoices/{invoice}',
    answer: one<Invoice>(),
    access: 'app+user',
    source: 'get-invoice-by-id',
  },
  invoiceSummaries: {
    request: 'GET /v1/invoices/summaries',
    answer: pages<InvoiceSummary>(),
    access: 'app+user',
    source: 'get-invoice-summaries',
  },
  accountBalance: {
    request: 'GET /v1/invoices/summary',
    answer: one<InvoiceSummary>(),
    access: 'both',
    source: 'get-the-reseller-s-current-account-balance',
  },
  invoiceEstimateLinks: {
    request: 'GET /v1/invoices/estimates/links?currencycode={currencycode}',
    answer: pages(),
    access: 'both',
    source: 'get-invoice-estimate-links',
  },
  invoiceLineItems: {
    request:
      'GET /v1/invoices/{invoice}/lineitems?provider={provider}&invoicelineitemtype={invoicelineitemtype}{&size,offset,currencycode}',
    answer: pages(),
    access: 'both',
    source: 'get-invoiceline-items',
  },
  unbilledLineItems: {
    request:
      'GET /v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode={currencycode}&period={period}{&size}',
    answer: pages(),
    access: 'both',
    source: 'get-invoice-unbilled-recon-lineitems',
  },
  unbilledUsageLineItems: {
    request:
      'GET /v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=usagelineitems&currencycode={currencycode}&period={period}{&size}',
    answer: pages(),
    access: 'both',
    source: 'get-invoice-unbilled-consumption-lineitems',
  },
  partnerUsageSummary: {
    request: 'GET /v1/usagesummary',
    answer: one(),
    access: 'app+user',
    source: 'get-a-partner-usage-summary',
  },
  customersUsage: {
    request: 'GET /v1/customers/usagerecords',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-customer-s-usage-records',
  },
  customerUsageSummary: {
    request: 'GET /v1/customers/{customer}/usagesummary',
    answer: one(),
    access: 'app+user',
    source: 'get-a-customer-usage-summary',
  },
  customerUsageBudget: {
    request: 'GET /v1/customers/{customer}/usagebudget',
    answer: one(),
    access: 'both',
    source: 'get-a-customer-s-usage-spending-budget',
  },
  updateCustomerUsageBudget: {
    request: 'PATCH /v1/customers/{customer}/usagebudget',
    answer: one(),
    body: body(),
    access: 'both',
    source: 'update-a-customer-s-usage-spending-budget',
  },
  subscriptionsUsage: {
    request: 'GET /v1/customers/{customer}/subscriptions/usagerecords',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-customer-subscription-s-usage-records',
  },
  subscriptionUsageSummary: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/usagesummary',
    answer: one(),
    access: 'app+user',
    source: 'get-a-customer-subscription-usage-summary',
  },
  subscriptionMeterUsage: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/meterusagerecords',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-customer-subscription-meter-usage-records',
  },
  subscriptionResourceUsage: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/resourceusagerecords',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-customer-subscription-resource-usage-records',
  },
  subscriptionMonthlyUsage: {
    request: 'GET /v1/customers/{customer}/subscriptions/{subscription}/usagerecords/resources',
    answer: pages(),
    access: 'both',
    source: 'get-all-monthly-usage-records-for-a-subscription',
  },
  azureUtilizations: {
    request:
      'GET /v1/customers/{customer}/subscriptions/{subscription}/utilizations/azure?start_time={start_time}&end_time={end_time}{&granularity,show_details,size}',
    answer: pages(),
    access: 'both',
    source: 'get-a-customer-s-utilization-record-for-azure',
  },
  serviceCosts: {
    request: 'GET /v1/customers/{customer}/servicecosts/{period}',
    answer: one(),
    access: 'app+user',
    source: 'get-a-customer-s-service-costs-summary',
  },
  serviceCostLineItems: {
    request: 'GET /v1/customers/{customer}/servicecosts/{period}/lineitems',
    answer: pages(),
    access: 'app+user',
    source: 'get-a-customer-s-service-costs-line-items',
  },
} as const satisfies Operations;
