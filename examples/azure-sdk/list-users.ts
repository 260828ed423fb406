import { readFile } from 'node:fs/promises';
import { createRemote, remoteCredential, Secret } from '@consentry/core/remote';
import { Client, type PageCollection } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';

const {
  BROKER = 'http://127.0.0.1:44396',
  KEY_FILE = 'caller.key',
  PARTNER = '',
  CUSTOMER = '',
} = process.env;

const credential = remoteCredential({
  broker: createRemote({
    baseUrl: BROKER,
    key: Secret.of((await readFile(KEY_FILE, 'utf8')).trim()),
    send: (request) => fetch(request),
  }),
  partner: PARTNER,
  customer: CUSTOMER, // one credential for each customer
  resources: ['https://graph.microsoft.com'],
});

// Any client that takes a TokenCredential: new SecretClient(url, credential), new SubscriptionClient(credential), …
const graph = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credential, {
    scopes: ['https://graph.microsoft.com/.default'],
  }),
  // For another cloud than the public one, such as the sandbox.
  ...(process.env['GRAPH'] && {
    baseUrl: `${process.env['GRAPH']}/`,
    customHosts: new Set([new URL(process.env['GRAPH']).hostname]),
  }),
});
const users = (await graph.api('/users').select('userPrincipalName').top(999).get()) as PageCollection;
for (const user of users.value as { userPrincipalName: string }[]) {
  process.stdout.write(`${user.userPrincipalName}\n`);
}
