import * as client from 'openid-client';
import {
  claimsOf,
  clientId,
  clientSecret,
  consentAt,
  partner,
  refusalOf,
  report,
  setting,
} from './person.ts';

const redirectUri = setting('REDIRECT_URI');
const config = await client.discovery(
  new URL(`${setting('LOGIN')}/${partner}/v2.0`),
  clientId,
  undefined,
  client.ClientSecretPost(clientSecret),
);
client.useCodeIdTokenResponseType(config);
client.enableNonRepudiationChecks(config);

async function signIn(
  expectedNonce: string,
): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers> {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
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
  return client.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: expectedNonce === '' ? nonce : expectedNonce,
    idTokenExpected: true,
  });
}

const tokens = await signIn('');
const refused = await refusalOf(() => signIn('another-nonce'));
report({
  username: tokens.claims()?.['preferred_username'],
  access: claimsOf(tokens.access_token, 'aud', 'amr'),
  refused: (refused.cause as { cause?: { claim?: string } }).cause?.claim,
});
