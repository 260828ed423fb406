import { clouds } from '../src/entra/clouds.ts';
import type { TokenAnswer, TokenEndpoint } from '../src/entra/token-endpoint.ts';
import { Secret } from '../src/secret.ts';
import { createTokens, type TokensDeps } from '../src/tokens/acquire.ts';
import type { GrantEvents } from '../src/tokens/grant-events.ts';
import { readTarget, type Target, type TargetRequest } from '../src/tokens/target.ts';
import type { SealedGrant } from '../src/vault/grant-store.ts';
import { aGrantId, aSealedGrant } from './a-grant.ts';
import { aTokenAnswer, aTokenEndpoint, lifetimeMs } from './a-token-endpoint.ts';
import { aVault } from './a-vault.ts';
import { aClock, aRandom, customer, partner } from './builders.ts';
import { createMemoryGrantStore } from './memory-grant-store.ts';

export const provingScopes = ['https://api.partnercenter.microsoft.com/user_impersonation'];

/** Graph in a customer's tenant, unless the test asks for something else. */
export function aTarget(change: Partial<TargetRequest> = {}): Target {
  return readTarget(clouds.public, { partner, customer, resource: 'graph', ...change });
}

/** What {@link provingScopes} ask for: Partner Center, at the partner's own tenant. */
export function aProvingTarget(): Target {
  return aTarget({ customer: undefined, resource: 'partner-center', scopes: ['user_impersonation'] });
}

/** Answers a redemption. */
type Answer = (
  request: Parameters<TokenEndpoint['redeemRefreshToken']>[0],
) => TokenAnswer | Promise<TokenAnswer>;

/** Tokens of one grant that is sealed as version 1 with `refresh-1`, and all that they stand on. */
export async function someTokens(
  change: Partial<SealedGrant> = {},
  more: Partial<Pick<TokensDeps, 'refreshTokens' | 'replicas'>> = {},
) {
  const clock = aClock();
  const vault = aVault();
  const secret = await vault.put({ grant: aGrantId(), version: 1 }, Secret.of('refresh-1'));
  const grant = aSealedGrant({ secret, ...change });
  let issued = 0;
  const issue = (answer: Partial<TokenAnswer> = {}): TokenAnswer => {
    issued += 1;
    const accessToken = Secret.of(`access-${issued}`);
    return aTokenAnswer({ accessToken, expiresAt: clock.at + lifetimeMs, ...answer });
  };
  const endpoint: { answer: Answer } = { answer: () => issue() };
  const { events, told } = someEvents();
  const tokenEndpoint = aTokenEndpoint({ refresh: (request) => endpoint.answer(request) });
  const deps = {
    clock,
    vault,
    grants: createMemoryGrantStore(grant),
    provingScopes: () => provingScopes,
    random: aRandom(),
    cacheLimit: 100,
    events,
    tokenEndpoint,
    tokenEndpointOf: () => tokenEndpoint,
    ...more,
  };
  const tokens = createTokens(deps);
  /** A test may replace `answer`, the token endpoint's: `access-1`, `access-2`, … for an hour each. */
  return Object.assign(endpoint, {
    ...deps,
    deps,
    /** What happened to the grant, in words: `renewed 2`, `not renewed`, `consent_needed (why)`. */
    told,
    grant,
    tokens,
    issue,
    /** Acquires a token and shows it: `access-1`, or `access-1 from the cache`. */
    async acquire(target = aTarget(), minimumLifetimeMs?: number): Promise<string> {
      const { token, fromCache } = await tokens.acquire(grant.id, target, { minimumLifetimeMs });
      return token.value.reveal() + (fromCache ? ' from the cache' : '');
    },
    /** Holds the answers of the token endpoint from now on. `asked`: one is held. `release` lets them go. */
    hold: () => hold(endpoint),
  });
}

function hold(endpoint: { answer: Answer }): { readonly asked: Promise<void>; release(): void } {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const { answer } = endpoint;
  endpoint.answer = async (request) => {
    asked.resolve();
    await held.promise;
    return answer(request);
  };
  return {
    asked: asked.promise,
    release() {
      endpoint.answer = answer;
      held.resolve();
    },
  };
}

function someEvents(): { readonly events: GrantEvents; readonly told: readonly string[] } {
  const told: string[] = [];
  const tell = async (what: string): Promise<void> => void told.push(what);
  const events: GrantEvents = {
    renewed: ({ version }) => tell(`renewed ${version}`),
    notRenewed: () => tell('not renewed'),
    notExercised: () => tell('not exercised'),
    successorRefused: () => tell('successor refused'),
    moved: ({ version }, from, to) => tell(`moved ${version} from ${from} to ${to}`),
    saved: ({ version }) => tell(`saved ${version}`),
    stateChanged: (_grant, state, reason) => tell(`${state} (${reason})`),
  };
  return { events, told };
}
