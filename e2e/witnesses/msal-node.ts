import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import { clientId, clientSecret, consentAt, countUsers, customer, partner, setting } from './person.ts';

const login = setting('LOGIN');
const redirectUri = setting('REDIRECT_URI');
const host = new URL(login).host;
const configure = (tenant: string): Configuration => ({
  auth: {
    clientId,
    clientSecret,
    authority: `${login}/${tenant}`,
    knownAuthorities: [host],
  },
});

const scopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];
const home = new ConfidentialClientApplication(configure(partner));
const url = await home.getAuthCodeUrl({ scopes, redirectUri, responseMode: 'form_post' });
const answer = await consentAt(url);
const signedIn = await home.acquireTokenByCode({ scopes, redirectUri, code: answer.get('code') ?? '' });
// MSAL hides the refresh token; it is in its cache all the same.
const cache = JSON.parse(home.getTokenCache().serialize()) as {
  RefreshToken: Record<string, { secret: string }>;
};
const [refreshToken] = Object.values(cache.RefreshToken);
const away = new ConfidentialClientApplication(configure(customer));
const graph = await away.acquireTokenByRefreshToken({
  scopes: ['https://graph.microsoft.com/.default'],
  refreshToken: refreshToken?.secret ?? '',
});
const claims = JSON.parse(Buffer.from(graph?.accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
  tid: string;
};
process.stdout.write(
  JSON.stringify({
    username: signedIn.account?.username,
    partner: signedIn.tenantId,
    customer: claims.tid,
    users: await countUsers(setting('GRAPH'), graph?.accessToken ?? ''),
  }),
);
