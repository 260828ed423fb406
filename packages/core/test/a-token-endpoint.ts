import assert from 'node:assert/strict';
import type { TokenAnswer, TokenEndpoint } from '../src/entra/token-endpoint.ts';
import { Secret } from '../src/secret.ts';
import { noon } from './builders.ts';

export const lifetimeMs = 60 * 60 * 1000;

export function aTokenAnswer(change: Partial<TokenAnswer> = {}): TokenAnswer {
  return {
    accessToken: Secret.of('access-1'),
    expiresAt: noon + lifetimeMs,
    scopes: ['https://graph.microsoft.com/User.Read.All'],
    ...change,
  };
}

type Redemption = Parameters<TokenEndpoint['redeemRefreshToken']>[0];
type CodeRedemption = Parameters<TokenEndpoint['redeemCode']>[0];
type ApplicationRedemption = Parameters<TokenEndpoint['redeemClientCredentials']>[0];

export interface EndpointWishes {
  readonly refresh?: (request: Redemption) => TokenAnswer | Promise<TokenAnswer>;
  readonly code?: (request: CodeRedemption) => TokenAnswer | Promise<TokenAnswer>;
  readonly application?: (request: ApplicationRedemption) => TokenAnswer | Promise<TokenAnswer>;
}

/** A token endpoint that answers as the test says, and is asked for nothing else. */
export function aTokenEndpoint(wishes: EndpointWishes): TokenEndpoint {
  const { refresh = unexpected, code = unexpected, application = unexpected } = wishes;
  return {
    redeemRefreshToken: async (request) => refresh(request),
    redeemCode: async (request) => code(request),
    redeemClientCredentials: async (request) => application(request),
  };
}

function unexpected(): never {
  assert.fail('the token endpoint was asked for something else');
}
