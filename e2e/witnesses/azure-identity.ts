import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { claimsOf, clientId, clientSecret, customer, refusalOf, report, setting, vendor } from './person.ts';

const options = { authorityHost: setting('LOGIN'), disableInstanceDiscovery: true };
const graph = 'https://graph.microsoft.com/.default';
const vault = 'https://vault.azure.net/.default';

const bySecret = (tenant: string, secret = clientSecret) =>
  new ClientSecretCredential(tenant, clientId, secret, options);
const byCertificate = (tenant: string) =>
  new ClientCertificateCredential(tenant, clientId, { certificatePath: setting('BUNDLE') }, options);

const seen: Record<string, unknown> = {};
for (const [name, make] of Object.entries({ bySecret, byCertificate })) {
  const tokens = [await make(customer).getToken(graph), await make(vendor).getToken(vault)];
  seen[name] = tokens.map(({ token }) => claimsOf(token, 'aud', 'tid', 'appidacr'));
}
const refused = await refusalOf(() => bySecret(customer, 'a-wrong-secret').getToken(graph));
report({ ...seen, refused: [refused.name, /AADSTS\d+/.exec(refused.message)?.[0]] });
