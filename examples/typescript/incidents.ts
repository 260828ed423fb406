// What Defender has open at every customer and was changed since yesterday, for the application alone.
import { readTenantId } from '@consentry/core';
import { apis, http, partner } from './connect.ts';

const updatedFrom = Date.now() - 24 * 60 * 60 * 1000;
for await (const { id, companyProfile } of apis.partnerCenter({ partner }).customers()) {
  const defender = apis.defender({ partner, customer: readTenantId(id), access: 'app-only' });
  try {
    for await (const { incidentId, severity, incidentName } of defender.incidents({
      status: 'Active',
      updatedFrom,
    }))
      console.log(`${companyProfile?.domain} ${incidentId} ${severity} ${incidentName}`);
  } catch (error) {
    console.error(`${companyProfile?.domain}: ${String(error)}`);
  }
}
await http.close();
