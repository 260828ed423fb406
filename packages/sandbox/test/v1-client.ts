import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import { signIn } from '../src/person/index.ts';
import type { Account, SignInOptions } from '../src/person/index.ts';
import { REDIRECT_URI, parseJson, readAnswer } from './example-client.ts';
import type { Answer, ExampleClient, TokenAnswer } from './example-client.ts';

export const PARTNER_CENTER = 'https://api.partnercenter.microsoft.com';

/** The authorize URL of v1: `resource`, and neither scope nor PKCE. A change of `null` leaves a parameter out. */
export function authorizeUrlV1(
  client: ExampleClient,
  changes: Record<string, string | null> = {},
  tenant: string = DEFAULT_TENANTS.partnerOne,
): string {
  const good = { scope: null, code_challenge: null, code_challenge_method: null, resource: PARTNER_CENTER };
  return client
    .authorizeUrl({ ...good, ...changes }, tenant)
    .replace('/oauth2/v2.0/authorize', '/oauth2/authorize');
}

export async function consentV1(
  client: ExampleClient,
  account: Account,
  changes: Record<string, string | null> = {},
  options: SignInOptions = {},
): Promise<Answer> {
  const page = await client.person.open(authorizeUrlV1(client, changes));
  return readAnswer(
    await signIn(client.person, page, account, { now: client.sandbox.clock.now, ...options }),
  );
}

export async function tokenV1(
  client: ExampleClient,
  fields: Record<string, string>,
  tenant: string = DEFAULT_TENANTS.partnerOne,
): Promise<TokenAnswer> {
  const { clientId, secret } = DEFAULT_APPLICATION;
  const body = new URLSearchParams({ client_id: clientId, client_secret: secret, ...fields });
  const url = `${client.sandbox.origins.login}/${tenant}/oauth2/token`;
  const response = await client.send(new Request(url, { method: 'POST', body }));
  return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
}

export function redeemV1(
  client: ExampleClient,
  code: string,
  fields: Record<string, string> = { resource: PARTNER_CENTER },
): Promise<TokenAnswer> {
  return tokenV1(client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    ...fields,
  });
}

export function headerOf(token: string | undefined): Record<string, unknown> {
  return parseJson(Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString());
}
