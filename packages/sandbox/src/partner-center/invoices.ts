import { listRelationships } from '../world/find.ts';
import { ApiFault } from './api-fault.ts';
import { writeCollection, writePage } from './paging.ts';
import type { Call, Route } from './route.ts';
import { listSubscriptionRecords } from './subscription-records.ts';

/** How many months back there are invoices, and for how many customers they have lines. */
const MONTHS = 3;
const MOST_CUSTOMERS = 100;

/** Invoices of the last months: what the active subscriptions of the first hundred customers cost. Lines add up to their invoice. */
export const invoiceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/invoices',
    isAppOnly: true,
    answer: (call) =>
      writePage(
        call.request,
        listMonths(call),
        (month) => writeInvoice(call, month),
        call.parts.world.settings.partnerCenterNextUri,
      ),
  },
  {
    method: 'GET',
    path: '/v1/invoices/summaries',
    isAppOnly: true,
    answer: (call) => writeCollection(call.request, [writeSummary(call)]),
  },
  {
    method: 'GET',
    path: '/v1/invoices/:invoice',
    isAppOnly: true,
    answer: (call) => writeInvoice(call, getMonth(call)),
  },
  {
    method: 'GET',
    path: '/v1/invoices/:invoice/lineitems/:provider/:kind',
    isAppOnly: true,
    answer: (call) => {
      const lines = linesOf(call, getMonth(call));
      return writePage(call.request, lines, (line) => line, call.parts.world.settings.partnerCenterNextUri);
    },
  },
];

/** The first instants of the last months that are over, the newest first. */
function listMonths({ parts }: Call): number[] {
  const now = new Date(parts.clock.now());
  return Array.from({ length: MONTHS }, (_, index) =>
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1 - index, 1),
  );
}

/** @throws ApiFault 404/1000 */
function getMonth(call: Call): number {
  const month = listMonths(call).find((one) => idOf(one) === call.params['invoice']);
  if (month !== undefined) return month;
  throw new ApiFault(404, '1000', 'Not found: no such invoice.');
}

interface InvoiceLine {
  customerId: string;
  subscriptionId: string;
  productName: string;
  quantity: number;
  unitPrice: number;
  subtotal: number;
}

function linesOf({ parts, state, caller }: Call, month: number): InvoiceLine[] {
  const customers = listRelationships(parts.world, caller.partner.id).slice(0, MOST_CUSTOMERS);
  return customers.flatMap(({ customerTenantId: customerId }) =>
    listSubscriptionRecords(state.subscriptions, customerId)
      .filter(({ status, startedAt }) => status === 'active' && startedAt < month)
      .map(({ id, product, quantity }) => ({
        customerId,
        subscriptionId: id,
        productName: product.name,
        quantity,
        unitPrice: product.price,
        subtotal: round(quantity * product.price),
      })),
  );
}

function writeInvoice(call: Call, month: number): object {
  const id = idOf(month);
  const items = `/invoices/${id}/lineitems/OneTime/BillingLineItems`;
  const self = { uri: items, method: 'GET', headers: [] };
  return {
    id,
    invoiceDate: new Date(month).toISOString(),
    billingPeriodStartDate: new Date(month).toISOString(),
    totalCharges: totalOf(call, month),
    paidAmount: 0,
    currencyCode: 'USD',
    currencySymbol: '$',
    pdfDownloadLink: `/invoices/${id}/documents/statement`,
    invoiceDetails: [
      {
        invoiceLineItemType: 'billing_line_items',
        billingProvider: 'one_time',
        links: { self },
        attributes: { objectType: 'InvoiceDetail' },
      },
    ],
    documentType: 'invoice',
    invoiceType: 'OneTime',
    links: { self: { uri: `/invoices/${id}`, method: 'GET', headers: [] } },
    attributes: { objectType: 'Invoice' },
  };
}

function writeSummary(call: Call): object {
  const months = listMonths(call);
  const balance = round(months.reduce((sum, month) => sum + totalOf(call, month), 0));
  return {
    balanceAmount: balance,
    currencyCode: 'USD',
    currencySymbol: '$',
    firstInvoiceCreationDate: new Date(months.at(-1) ?? 0).toISOString(),
    lastPaymentDate: '0001-01-01T00:00:00',
    lastPaymentAmount: 0,
    latestInvoiceDate: new Date(months[0] ?? 0).toISOString(),
    details: [],
    attributes: { objectType: 'InvoiceSummary' },
  };
}

function totalOf(call: Call, month: number): number {
  return round(linesOf(call, month).reduce((sum, { subtotal }) => sum + subtotal, 0));
}

function idOf(month: number): string {
  return `G${new Date(month).toISOString().slice(0, 7).replace('-', '')}`;
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
