// Every customer's subscriptions as CSV. A cell that a spreadsheet would take for a formula becomes text.
import { readTenantId } from '@consentry/core';
import { apis, http, partner } from './connect.ts';

function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const partnerCenter = apis.partnerCenter({ partner });
console.log('customer,subscription,offer,quantity,status');
for await (const { id, companyProfile } of partnerCenter.customers()) {
  for await (const one of partnerCenter.subscriptions(readTenantId(id))) {
    const cells = [companyProfile?.companyName, one.id, one.offerName, one.quantity, one.status];
    console.log(cells.map(cell).join(','));
  }
}
await http.close();
