// Microsoft's own Graph client for one customer.
import { remoteCredential } from '@consentry/core/remote';
import { Client, type PageCollection } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { broker, partner } from './connect.ts';

const { CUSTOMER = '', GRAPH } = process.env;
const credential = remoteCredential({
  broker,
  partner,
  customer: CUSTOMER,
  resources: ['https://graph.microsoft.com'],
});
const graph = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credential, {
    scopes: ['https://graph.microsoft.com/.default'],
  }),
  // For another cloud than the public one, such as the sandbox.
  ...(GRAPH !== undefined && { baseUrl: `${GRAPH}/`, customHosts: new Set([new URL(GRAPH).hostname]) }),
});
const users = (await graph.api('/users').select('userPrincipalName').top(999).get()) as PageCollection;
for (const user of users.value as { userPrincipalName: string }[]) console.log(user.userPrincipalName);
