import { createHash, randomBytes } from 'node:crypto';
import { DEFAULT_APPLICATION, type User } from '@consentry/sandbox';
import { signIn } from '@consentry/sandbox/person';
import type { TestBroker } from './a-broker.ts';
import { callback } from './a-callback.ts';

const scope = 'https://api.partnercenter.microsoft.com/user_impersonation openid profile offline_access';

/** Where the tool works. */
type Place = Pick<TestBroker, 'person' | 'sandbox' | 'send'>;

export interface OldToolOptions {
  readonly clientId?: string;
  readonly secret?: string;
  readonly redirectUri?: string;
}

/** The code and the refresh token that another tool got for an account, in the way of the official samples. */
export async function anOldTool(
  t: Place,
  user: User,
  options: OldToolOptions = {},
): Promise<{ readonly code: string; readonly refreshToken: string; readonly accessToken: string }> {
  const { clientId = DEFAULT_APPLICATION.clientId, secret = DEFAULT_APPLICATION.secret } = options;
  const { redirectUri: redirect_uri = callback } = options;
  const verifier = randomBytes(32).toString('base64url');
  const authorize = new URL(`${t.sandbox.origins.login}/${user.tenantId}/oauth2/v2.0/authorize`);
  authorize.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    response_mode: 'form_post',
    redirect_uri,
    scope,
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(user.totpSecret !== undefined && { amr_values: 'mfa' }),
  }).toString();
  const person = t.person();
  const { userPrincipalName, password, totpSecret } = user;
  const account = { userPrincipalName, password, ...(totpSecret === undefined ? {} : { totpSecret }) };
  const page = await signIn(person, await person.open(authorize.href), account, {
    now: () => t.sandbox.clock.now(),
    stopBeforeCallback: true,
  });
  const fields = page.forms.flatMap((form) => form.fields);
  const code = fields.find(({ name }) => name === 'code')?.value;
  if (code === undefined) throw new Error(`no code: ${page.text}`);
  const form = { client_id: clientId, client_secret: secret, code, redirect_uri, code_verifier: verifier };
  const answer = await postToken(t, user.tenantId, { grant_type: 'authorization_code', ...form });
  return { code, refreshToken: answer['refresh_token'] ?? '', accessToken: answer['access_token'] ?? '' };
}

/** Uses a refresh token as the old tool does. @returns the error, if it is refused */
export async function useAsOldTool(
  t: Place,
  tenant: string,
  refreshToken: string,
): Promise<string | undefined> {
  const { clientId: client_id, secret: client_secret } = DEFAULT_APPLICATION;
  const form = { client_id, client_secret, refresh_token: refreshToken, scope };
  return (await postToken(t, tenant, { grant_type: 'refresh_token', ...form }))['error'];
}

async function postToken(
  t: Place,
  tenant: string,
  form: Record<string, string>,
): Promise<Record<string, string>> {
  const url = `${t.sandbox.origins.login}/${tenant}/oauth2/v2.0/token`;
  const response = await t.send(new Request(url, { method: 'POST', body: new URLSearchParams(form) }));
  return (await response.json()) as Record<string, string>;
}
