import type { TokenAnswer } from '../entra/token-endpoint.ts';
import type { Clock, Random } from '../ports.ts';
import type { SealedGrant } from '../vault/grant-store.ts';
import type { ScopeLists } from './scope-lists.ts';
import type { Target } from './target.ts';
import { type CachedToken, chooseRefreshAt } from './token-cache.ts';

export interface KeptTokenDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly scopeLists: ScopeLists;
}

/**
 * What is kept of an answer of the token endpoint. Tenant, resource and base URL are those that were asked for: the token
 * itself is the API's to read.
 * @param grant undefined for a token of the application alone
 */
export function createKept(
  { clock, random, scopeLists }: KeptTokenDeps,
  { access, tenant, resource, baseUrl }: Target,
  answer: TokenAnswer,
  grant: SealedGrant | undefined,
): CachedToken {
  const receivedAt = clock.now();
  const { accessToken: value, expiresAt } = answer;
  const scopes = scopeLists(answer.scopes);
  const token = { value, expiresAt, access, tenant, resource, scopes, baseUrl, grant: grant?.id };
  const refreshAt = chooseRefreshAt(token, receivedAt, answer.refreshAt, random);
  return { token, receivedAt, refreshAt, consentedAt: grant?.consentedAt ?? 0 };
}
