import type { TokenEndpoint } from '../entra/token-endpoint.ts';
import { createKept, type KeptTokenDeps } from './kept-token.ts';
import type { SharedTokens } from './shared-tokens.ts';
import type { Turns } from './take-turn.ts';
import type { Target } from './target.ts';
import { type CachedToken, mustRefresh } from './token-cache.ts';

export interface RedeemForApplicationDeps extends KeptTokenDeps {
  readonly tokenEndpoint: TokenEndpoint;
  readonly turns: Turns;
  /** Absent where one process alone has the store. */
  readonly sharedTokens: SharedTokens | undefined;
}

/**
 * Gets a new token of the application itself, by its credential alone. No grant is asked, and none is touched whatever the
 * tenant answers.
 * @param newerThan epoch milliseconds: a token that another replica received by then is not enough
 * @throws ConsentryError those of the token endpoint, `store_unavailable`
 */
export type RedeemForApplication = (target: Target, newerThan: number) => Promise<CachedToken>;

export function createRedeemForApplication(deps: RedeemForApplicationDeps): RedeemForApplication {
  const { tokenEndpoint, sharedTokens, clock } = deps;
  return async (target, newerThan) => {
    const [scope] = target.scopes;
    if (scope === undefined) throw new TypeError('a target has a scope');
    const findShared = async (): Promise<CachedToken | undefined> => {
      const shared = await sharedTokens?.find('application', target);
      if (shared === undefined || mustRefresh(shared, clock.now(), 0)) return undefined;
      return shared.receivedAt > newerThan ? shared : undefined;
    };
    return deps.turns.take(`application ${target.key}`, findShared, async () => {
      const { tenant } = target;
      const answer = await tokenEndpoint.redeemClientCredentials({ tenant, scope });
      const kept = createKept(deps, target, answer, undefined);
      await sharedTokens?.publish('application', target, kept);
      return kept;
    });
  };
}
