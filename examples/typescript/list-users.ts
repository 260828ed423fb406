// The users of every customer.
import { readTenantId } from '@consentry/core';
import { apis, http, partner } from './connect.ts';

for await (const { id, companyProfile } of apis.partnerCenter({ partner }).customers()) {
  const graph = apis.graph({ partner, customer: readTenantId(id) });
  try {
    for await (const user of graph.users())
      console.log(`${companyProfile?.domain} ${user.userPrincipalName}`);
  } catch (error) {
    console.error(`${companyProfile?.domain}: ${String(error)}`); // what is missing there
  }
}
await http.close();
