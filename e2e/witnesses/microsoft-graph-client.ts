import { ClientSecretCredential } from '@azure/identity';
import { Client, type PageCollection, PageIterator } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { clientId, clientSecret, customer, refusalOf, report, setting } from './person.ts';

const graph = setting('GRAPH');
const credential = new ClientSecretCredential(customer, clientId, clientSecret, {
  authorityHost: setting('LOGIN'),
  disableInstanceDiscovery: true,
});
const authProvider = new TokenCredentialAuthenticationProvider(credential, {
  scopes: ['https://graph.microsoft.com/.default'],
});
const options = { baseUrl: `${graph}/`, authProvider };
const client = Client.initWithMiddleware({ ...options, customHosts: new Set([new URL(graph).hostname]) });
// Without `customHosts` the client sends no token to a host that is not one of Microsoft's.
const unlisted = await refusalOf(() => Client.initWithMiddleware(options).api('/users').get());

const first = (await client.api('/users').top(10).get()) as PageCollection;
const names: string[] = [];
const iterator = new PageIterator(client, first, (user: { userPrincipalName: string }) => {
  names.push(user.userPrincipalName);
  return true;
});
await iterator.iterate();
report({
  firstPage: first.value.length,
  users: new Set(names).size,
  isComplete: iterator.isComplete(),
  unlisted: [unlisted['statusCode'], unlisted['code']],
});
