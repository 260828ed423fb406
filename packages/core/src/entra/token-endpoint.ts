import { maxAnswerBytes } from '../http/read-json.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Clock, Fetch } from '../ports.ts';
import { Secret } from '../secret.ts';
import type { Renewal } from './scopes.ts';
import type { ClientAuthentication } from './client-credential.ts';
import type { Cloud } from './cloud.ts';
import type { Dialect } from './dialect.ts';
import { type Authority, tokenEndpoint } from './endpoints.ts';
import { readTokenAnswer, type TokenAnswer } from './read-token-answer.ts';
import { clientCredentialsRequest, codeRequest, refreshRequest, type TokenRequest } from './token-request.ts';
import { askIdentityProvider } from './transport-failure.ts';

export type { TokenAnswer } from './read-token-answer.ts';

/** How a request is made that may be made more than once. */
export interface RequestTerms {
  /** For the whole call, where less time is left than the endpoint gives. */
  readonly deadlineMs?: number;
  /** Asked before the request is made, and before it is made again; false ends it, and so does what it throws. */
  readonly mayStart?: () => boolean | Promise<boolean>;
}

/**
 * The token endpoint of a cloud, spoken to as one application. Every method of {@link createTokenEndpoint} makes exactly
 * one call and never repeats it; {@link createSteadyTokenEndpoint} does where that is safe.
 * @throws ConsentryError those of {@link askIdentityProvider} and {@link readTokenAnswer}
 */
export interface TokenEndpoint {
  /**
   * Redeems an authorization code, which lives ten minutes and works once.
   * @param input `tenant`: where the code was issued. `redirectUri`: the one of the authorize request. `scopes`: of one API; none
   * for a sign-in alone.
   */
  redeemCode(
    input: {
      readonly tenant: Authority;
      readonly code: Secret<string>;
      readonly redirectUri: string;
      readonly verifier: Secret<string>;
      readonly scopes: readonly string[];
    } & Renewal,
  ): Promise<TokenAnswer>;
  /**
   * Redeems a refresh token for one API in one tenant; the same token serves every tenant in which the
   * application and the account have rights. Entra keeps the old one valid.
   * @param input `tenant`: the one that the access token is for, the partner's own or a customer's.
   */
  redeemRefreshToken(
    input: {
      readonly tenant: TenantId;
      readonly refreshToken: Secret<string>;
      readonly scopes: readonly string[];
      readonly claims?: string;
    } & RequestTerms,
  ): Promise<TokenAnswer>;
  /**
   * Asks for a token of the application itself, without an account.
   * @param input `scope`: `<resource>/.default`.
   */
  redeemClientCredentials(
    input: { readonly tenant: TenantId; readonly scope: string } & RequestTerms,
  ): Promise<TokenAnswer>;
}

/** What the requests at the token endpoint need. */
export interface TokenEndpointInput {
  readonly cloud: Cloud;
  readonly clientId: ApplicationId;
  readonly authentication: Pick<ClientAuthentication, 'facts' | 'apply'>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** For the whole call. Ten seconds by default. */
  readonly deadlineMs?: number;
  /** v1 gives everything that was consented to for an API, whichever permissions are named. */
  readonly dialect: Dialect;
}

/** The registration of a public client has nothing to prove itself with: nothing is added. */
export const publicClient: TokenEndpointInput['authentication'] = {
  facts: { credential: 'none' },
  apply: async () => undefined,
};

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow */
export function createTokenEndpoint(input: TokenEndpointInput): TokenEndpoint {
  const { clientId } = input;
  const { endpoints } = input.dialect;
  const send = createTokenSender(input);
  return {
    redeemCode: ({ tenant, ...code }) => send(tenant, codeRequest(clientId, code, endpoints)),
    redeemRefreshToken: ({ tenant, deadlineMs, ...refresh }) =>
      send(tenant, refreshRequest(clientId, refresh, endpoints), deadlineMs),
    redeemClientCredentials: ({ tenant, deadlineMs, scope }) =>
      send(tenant, clientCredentialsRequest(clientId, scope, endpoints), deadlineMs),
  };
}

/**
 * Sends one request to the token endpoint, once.
 * @throws ConsentryError those of {@link askIdentityProvider} and {@link readTokenAnswer}
 */
export function createTokenSender(
  input: Omit<TokenEndpointInput, 'clientId'>,
): (tenant: Authority, request: TokenRequest, deadlineMs?: number) => Promise<TokenAnswer> {
  const { cloud, authentication, fetch, clock, deadlineMs: longestMs = 10_000 } = input;
  const { endpoints } = input.dialect;

  return async (tenant, { form, ...asked }, deadlineMs = longestMs) => {
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
    const sent = (): readonly Secret<string>[] => secretsOf(form);
    return readTokenAnswer(answer, { tenant, ...asked, sent, credential, receivedAt: clock.now() });
  };
}

const secretFields = [
  'refresh_token',
  'code',
  'device_code',
  'code_verifier',
  'client_secret',
  'client_assertion',
];

/** What was sent and must not come back in an error. */
function secretsOf(form: URLSearchParams): readonly Secret<string>[] {
  return secretFields.flatMap((name) => form.getAll(name).map((value) => Secret.of(value)));
}
