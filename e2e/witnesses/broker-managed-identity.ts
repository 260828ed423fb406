import { ManagedIdentityCredential } from '@azure/identity';
import { Client, type PageCollection } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { claimsOf, customer, customerWithoutAccess, refusalOf, report, setting } from './person.ts';

// Nothing here knows the broker: IDENTITY_ENDPOINT and IDENTITY_HEADER lead to it.
const graph = setting('GRAPH');
const scope = 'https://graph.microsoft.com/.default';

async function countUsers(tenant: string): Promise<[tenant: unknown, users: number]> {
  const credential = new ManagedIdentityCredential({ clientId: tenant });
  const client = Client.initWithMiddleware({
    baseUrl: `${graph}/`,
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] }),
    customHosts: new Set([new URL(graph).hostname]),
  });
  const users = (await client.api('/users').top(999).get()) as PageCollection;
  const [tid] = claimsOf((await credential.getToken(scope)).token, 'tid');
  return [tid, users.value.length];
}

const seen = await Promise.all([countUsers(customer), countUsers(setting('OTHER_CUSTOMER'))]);
const refused = await refusalOf(() =>
  new ManagedIdentityCredential({ clientId: customerWithoutAccess }).getToken(scope),
);
report({ seen, refused: [refused.name, refused.message.includes('Ask an operator')] });
