import * as client from 'openid-client';
import { clientId, clientSecret, consentAt, countUsers, customer, partner, setting } from './person.ts';

const login = setting('LOGIN');
const redirectUri = setting('REDIRECT_URI');
const discover = (tenant: string) =>
  client.discovery(
    new URL(`${login}/${tenant}/v2.0`),
    clientId,
    undefined,
    client.ClientSecretPost(clientSecret),
  );

const home = await discover(partner);
const verifier = client.randomPKCECodeVerifier();
const [state, nonce] = [client.randomState(), client.randomNonce()];
const url = client.buildAuthorizationUrl(home, {
  redirect_uri: redirectUri,
  scope: 'openid profile offline_access https://api.partnercenter.microsoft.com/user_impersonation',
  response_mode: 'form_post',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
const answer = await consentAt(url.href);
const callback = new Request(redirectUri, {
  method: 'POST',
  body: answer.toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});
const tokens = await client.authorizationCodeGrant(home, callback, {
  pkceCodeVerifier: verifier,
  expectedState: state,
  expectedNonce: nonce,
  idTokenExpected: true,
});
const away = await discover(customer);
const graph = await client.refreshTokenGrant(away, tokens.refresh_token ?? '', {
  scope: 'https://graph.microsoft.com/.default',
});
const claims = JSON.parse(Buffer.from(graph.access_token.split('.')[1] ?? '', 'base64url').toString()) as {
  tid: string;
};
process.stdout.write(
  JSON.stringify({
    username: tokens.claims()?.['preferred_username'],
    partner: tokens.claims()?.['tid'],
    customer: claims.tid,
    users: await countUsers(setting('GRAPH'), graph.access_token),
  }),
);
