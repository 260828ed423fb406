import type { Authentication } from './authentication.ts';
import type { AuthorizeRequest } from './authorize/authorize-request.ts';
import type { ScopeRequest } from './scopes.ts';
import type { SignInFlow } from './sign-in/sign-in-flow.ts';

/** What Entra remembers between two requests. Codes and tokens are keyed by their fingerprint, never held themselves. */
export interface EntraState {
  /** Sign-ins under way, by flow id. */
  flows: Map<string, SignInFlow>;
  /** Browsers where somebody is signed in, by the value of their cookie. */
  browserSessions: Map<string, BrowserSession>;
  /** Authorization codes, by fingerprint. Used ones stay, so that a second use is recognised. */
  codes: Map<string, CodeRecord>;
  /** Refresh tokens, by fingerprint. */
  refreshTokens: Map<string, RefreshTokenRecord>;
  /** The sign-in methods behind each access token, by its `uti`. Partner Center may ask when the token is silent. */
  accessTokenMethods: Map<string, string[]>;
}

export type BrowserSession = Authentication;

export interface CodeRecord {
  request: AuthorizeRequest;
  authentication: Authentication;
  /** The tenant that was signed in to. */
  tenantId: string;
  issuedAt: number;
  isRedeemed: boolean;
}

export interface RefreshTokenRecord {
  clientId: string;
  authentication: Authentication;
  /** What the request that it came from asked for, for a redemption that names none. */
  scopes: ScopeRequest;
  issuedAt: number;
}

export function createEntraState(): EntraState {
  return {
    flows: new Map(),
    browserSessions: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokenMethods: new Map(),
  };
}
