import { PublicClientApplication } from '@azure/msal-node';
import { claimsOf, countTokenRequests, enterCode, partner, report, setting } from './person.ts';
import { TOOL } from './world.ts';

const login = setting('LOGIN');
const tool = new PublicClientApplication({
  auth: { clientId: TOOL, authority: `${login}/${partner}`, knownAuthorities: [new URL(login).host] },
});
const scopes = ['https://graph.microsoft.com/User.Read'];
let person: Promise<unknown> | undefined;
const token = await tool.acquireTokenByDeviceCode({
  scopes,
  deviceCodeCallback: ({ verificationUri, userCode }) => {
    person = enterCode(verificationUri, userCode);
  },
});
await person;
const before = await countTokenRequests(TOOL);
const account = token?.account;
const silent = account ? await tool.acquireTokenSilent({ scopes, account }) : null;
report({
  username: account?.username,
  claims: claimsOf(token?.accessToken ?? '', 'tid', 'appidacr', 'scp'),
  silent: [silent?.fromCache, (await countTokenRequests(TOOL)) - before],
});
