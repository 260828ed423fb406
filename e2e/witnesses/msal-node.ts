import { ConfidentialClientApplication, type Configuration, CryptoProvider } from '@azure/msal-node';
import {
  claimsOf,
  clientSecret,
  consentAt,
  countTokenRequests,
  countUsers,
  customer,
  customerWithoutAccess,
  customerWithoutConsent,
  partner,
  refusalOf,
  report,
  setting,
} from './person.ts';
import { MSAL_USER } from './world.ts';

const login = setting('LOGIN');
const redirectUri = setting('REDIRECT_URI');
const configure = (tenant: string): Configuration => ({
  auth: {
    clientId: MSAL_USER,
    clientSecret,
    authority: `${login}/${tenant}`,
    knownAuthorities: [new URL(login).host],
  },
});

const scopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];
const home = new ConfidentialClientApplication(configure(partner));
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const request = { scopes, redirectUri };
const url = await home.getAuthCodeUrl({
  ...request,
  responseMode: 'form_post',
  codeChallenge: challenge,
  codeChallengeMethod: 'S256',
});
const answer = await consentAt(url);
const code = answer.get('code') ?? '';
const wrongVerifier = await refusalOf(() =>
  home.acquireTokenByCode({ ...request, code, codeVerifier: 'x'.repeat(43) }),
);
const second = await consentAt(url);
const signedIn = await home.acquireTokenByCode({
  ...request,
  code: second.get('code') ?? '',
  codeVerifier: verifier,
});

const before = await countTokenRequests(MSAL_USER);
const { account } = signedIn;
const silent = account === null ? null : await home.acquireTokenSilent({ scopes, account });
const askedAgain = (await countTokenRequests(MSAL_USER)) - before;
const renewed =
  account === null ? null : await home.acquireTokenSilent({ scopes, account, forceRefresh: true });

// MSAL hides the refresh token; it is in its cache all the same.
const cache = JSON.parse(home.getTokenCache().serialize()) as {
  RefreshToken: Record<string, { secret: string }>;
};
const [refreshToken] = Object.values(cache.RefreshToken);
const acquireAt = (tenant: string) =>
  new ConfidentialClientApplication(configure(tenant)).acquireTokenByRefreshToken({
    scopes: ['https://graph.microsoft.com/.default'],
    refreshToken: refreshToken?.secret ?? '',
  });
const graph = await acquireAt(customer);
const refused = [];
for (const tenant of [customerWithoutConsent, customerWithoutAccess]) {
  const { name, errorCode, errorMessage } = await refusalOf(() => acquireAt(tenant));
  refused.push([name, errorCode, /AADSTS\d+/.exec(String(errorMessage))?.[0]]);
}
const unknown = await refusalOf(() => acquireAt('30000000-0000-4000-8000-0000000000ff'));

report({
  username: account?.username,
  partner: signedIn.tenantId,
  wrongVerifier: /AADSTS\d+/.exec(String(wrongVerifier['errorMessage']))?.[0],
  silent: [silent?.fromCache, silent?.accessToken === signedIn.accessToken, askedAgain],
  renewed: [renewed?.fromCache, renewed?.accessToken !== signedIn.accessToken],
  customer: claimsOf(graph?.accessToken ?? '', 'tid'),
  users: await countUsers(setting('GRAPH'), graph?.accessToken ?? ''),
  refused,
  unknown: unknown['errorCode'],
});
