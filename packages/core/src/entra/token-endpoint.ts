import type { ApplicationId, TenantId } from '../ids.ts';
import type { Clock, Fetch } from '../ports.ts';
import type { Secret } from '../secret.ts';
import type { ClientAuthentication } from './client-credential.ts';
import type { Cloud } from './cloud.ts';
import type { Dialect } from './dialect.ts';
import { tokenEndpoint } from './endpoints.ts';
import { maxAnswerBytes } from '../http/read-json.ts';
import { readTokenAnswer, type TokenAnswer } from './read-token-answer.ts';
import { clientCredentialsRequest, codeRequest, refreshRequest, type TokenRequest } from './token-request.ts';
import { askIdentityProvider } from './transport-failure.ts';

export type { TokenAnswer } from './read-token-answer.ts';

/**
 * The token endpoint of a cloud, spoken to as one application. Every method makes exactly one call and never
 * repeats it: whether that is safe and sensible is known only above.
 * @throws ConsentryError those of {@link askIdentityProvider} and {@link readTokenAnswer}
 */
export interface TokenEndpoint {
  /**
   * Redeems an authorization code, which lives ten minutes and works once.
   * @param input `tenant`: where the code was issued. `redirectUri`: the one of the authorize request.
   */
  redeemCode(input: {
    readonly tenant: TenantId;
    readonly code: Secret<string>;
    readonly redirectUri: string;
    readonly verifier: Secret<string>;
    readonly scopes: readonly string[];
  }): Promise<TokenAnswer>;
  /**
   * Redeems a refresh token for one API in one tenant; the same token serves every tenant in which the
   * application and the account have rights. Entra keeps the old one valid.
   * @param input `tenant`: the one that the access token is for, the partner's own or a customer's.
   */
  redeemRefreshToken(input: {
    readonly tenant: TenantId;
    readonly refreshToken: Secret<string>;
    readonly scopes: readonly string[];
    readonly claims?: string;
  }): Promise<TokenAnswer>;
  /**
   * Asks for a token of the application itself, without an account.
   * @param input `scope`: `<resource>/.default`.
   */
  redeemClientCredentials(input: { readonly tenant: TenantId; readonly scope: string }): Promise<TokenAnswer>;
}

export interface TokenEndpointInput {
  readonly cloud: Cloud;
  readonly clientId: ApplicationId;
  readonly authentication: ClientAuthentication;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** For the whole call. Ten seconds by default. */
  readonly deadlineMs?: number;
  /** v1 gives everything that was consented to for an API, whichever permissions are named. */
  readonly dialect: Dialect;
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createTokenEndpoint(input: TokenEndpointInput): TokenEndpoint {
  const { cloud, clientId, authentication, fetch, clock, deadlineMs = 10_000 } = input;
  const { endpoints } = input.dialect;

  async function send(tenant: TenantId, { form, ...asked }: TokenRequest): Promise<TokenAnswer> {
    const url = tokenEndpoint(cloud, tenant, endpoints);
    await authentication.apply(form, url);
    const request = {
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      deadlineMs,
      maxResponseBytes: maxAnswerBytes,
    } as const;
    const answer = await askIdentityProvider(fetch, request, { tenant });
    const credential = authentication.facts;
    return readTokenAnswer(answer, { tenant, ...asked, credential, receivedAt: clock.now() });
  }

  return {
    redeemCode: ({ tenant, ...code }) => send(tenant, codeRequest(clientId, code, endpoints)),
    redeemRefreshToken: ({ tenant, ...refresh }) =>
      send(tenant, refreshRequest(clientId, refresh, endpoints)),
    redeemClientCredentials: ({ tenant, scope }) =>
      send(tenant, clientCredentialsRequest(clientId, scope, endpoints)),
  };
}
