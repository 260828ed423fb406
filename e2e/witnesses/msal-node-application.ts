import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import { claimsOf, clientSecret, countTokenRequests, customer, report, setting } from './person.ts';
import { MSAL_SERVICE } from './world.ts';

const login = setting('LOGIN');
const certificate = new X509Certificate(readFileSync(setting('CERTIFICATE')));
const privateKey = readFileSync(setting('PRIVATE_KEY'), 'utf8');
const bare = (thumbprint: string): string => thumbprint.replaceAll(':', '');

const credentials: Record<string, Partial<Configuration['auth']>> = {
  secret: { clientSecret },
  sha256: { clientCertificate: { thumbprintSha256: bare(certificate.fingerprint256), privateKey } },
  // oxlint-disable-next-line typescript/no-deprecated -- older code sends it, and Entra takes it
  sha1: { clientCertificate: { thumbprint: bare(certificate.fingerprint), privateKey } },
};

const seen: Record<string, unknown> = {};
for (const [name, credential] of Object.entries(credentials)) {
  const authority = `${login}/${customer}`;
  const application = new ConfidentialClientApplication({
    auth: { clientId: MSAL_SERVICE, authority, knownAuthorities: [new URL(login).host], ...credential },
  });
  const scopes = ['https://graph.microsoft.com/.default'];
  const token = await application.acquireTokenByClientCredential({ scopes });
  const before = await countTokenRequests(MSAL_SERVICE);
  const again = await application.acquireTokenByClientCredential({ scopes });
  const askedAgain = (await countTokenRequests(MSAL_SERVICE)) - before;
  const claims = claimsOf(token?.accessToken ?? '', 'tid', 'appidacr', 'roles');
  seen[name] = [...claims, again?.fromCache, askedAgain];
}
report(seen);
