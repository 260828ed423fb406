// One hunting query over every customer.
import { readTenantId } from '@consentry/core';
import { apis, http, partner } from './connect.ts';

const { QUERY = 'DeviceInfo | summarize count() by OSPlatform' } = process.env;
for await (const { id, companyProfile } of apis.partnerCenter({ partner }).customers()) {
  try {
    const { rows } = await apis
      .defender({ partner, customer: readTenantId(id), access: 'app-only' })
      .hunt(QUERY);
    for (const row of rows) console.log(JSON.stringify({ customer: companyProfile?.domain, ...row }));
  } catch (error) {
    console.error(`${companyProfile?.domain}: ${String(error)}`);
  }
}
await http.close();
