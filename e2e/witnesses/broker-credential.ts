import { readFile } from 'node:fs/promises';
import { SecretClient } from '@azure/keyvault-secrets';
import { createRemote, remoteCredential, Secret } from '@consentry/core/remote';
import { Client, type PageCollection, PageIterator } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { customer, partner, refusalOf, report, setting } from './person.ts';

const broker = createRemote({
  baseUrl: setting('BROKER'),
  key: Secret.of((await readFile(setting('KEY_FILE'), 'utf8')).trim()),
  send: (request) => fetch(request),
});
const graph = setting('GRAPH');
const scopes = ['https://graph.microsoft.com/.default'];

// The customer's users, page by page.
const credential = remoteCredential({
  broker,
  partner,
  customer,
  resources: ['https://graph.microsoft.com'],
});
const client = Client.initWithMiddleware({
  baseUrl: `${graph}/`,
  authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
  customHosts: new Set([new URL(graph).hostname]),
});
const names = new Set<string>();
const first = (await client.api('/users').top(10).get()) as PageCollection;
await new PageIterator(client, first, (user: { userPrincipalName: string }) => {
  names.add(user.userPrincipalName);
  return true;
}).iterate();

// A vault of the partner's own tenant, with the client's check of the challenge on.
const own = remoteCredential({ broker, partner, resources: ['https://vault.localhost'] });
const vault = new SecretClient(setting('VAULT'), own);
await vault.setSecret('from-the-partner', 'value');
const { value } = await vault.getSecret('from-the-partner');

// The vault's challenge names the partner's tenant, which is not the customer's.
const strange = remoteCredential({ broker, partner, customer });
const refused = await refusalOf(() =>
  new SecretClient(setting('VAULT'), strange).getSecret('from-the-partner'),
);

report({ users: names.size, secret: value, refused: [refused.name, refused['code']] });
