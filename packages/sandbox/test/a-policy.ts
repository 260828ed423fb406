import { randomUUID } from 'node:crypto';
import { DEFAULT_APPLICATION, DEFAULT_TENANTS } from '../src/index.ts';
import type { ConditionalAccessPolicy } from '../src/index.ts';
import { createPerson, signIn } from '../src/person/index.ts';
import type { Account } from '../src/person/index.ts';
import { parseJson, readAnswer } from './example-client.ts';
import type { Answer, ExampleClient, TokenAnswer } from './example-client.ts';

/** A policy of partner one that wants MFA of everybody, everywhere, for everything. */
export function aPolicy(changes: Partial<ConditionalAccessPolicy> = {}): ConditionalAccessPolicy {
  return {
    id: randomUUID(),
    tenantId: DEFAULT_TENANTS.partnerOne,
    displayName: 'Example policy',
    state: 'enabled',
    users: { include: 'all' },
    resources: 'all',
    grant: 'mfa',
    ...changes,
  };
}

/** Redeems a refresh token from an address. */
export async function refreshFrom(
  client: ExampleClient,
  address: string,
  refreshToken: string,
  scope: string,
  tenant: string,
): Promise<TokenAnswer> {
  const { clientId, secret } = DEFAULT_APPLICATION;
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: secret,
    refresh_token: refreshToken,
    scope,
  });
  const url = `${client.sandbox.origins.login}/${tenant}/oauth2/v2.0/token`;
  const headers = { 'x-forwarded-for': address };
  const response = await client.send(new Request(url, { method: 'POST', body, headers }));
  return { status: response.status, headers: response.headers, body: parseJson(await response.text()) };
}

/** Signs in at an address, in a browser of its own. */
export async function consentFrom(client: ExampleClient, address: string, account: Account): Promise<Answer> {
  const person = createPerson({
    send: (request) => {
      request.headers.set('x-forwarded-for', address);
      return client.send(request);
    },
  });
  const page = await person.open(client.authorizeUrl());
  return readAnswer(await signIn(person, page, account, { now: client.sandbox.clock.now }));
}
