import type { Authentication } from './authentication.ts';
import type { AuthorizeRequest } from './authorize/authorize-request.ts';
import type { DeviceCodeRequest } from './device-code/device-code-request.ts';
import type { Platform } from './platforms.ts';
import type { ScopeRequest } from './scopes.ts';
import type { SignInEvent } from './sign-in/sign-in-event.ts';
import type { SignInFlow } from './sign-in/sign-in-flow.ts';
import type { Consent, ServicePrincipal } from '../world/types.ts';

/**
 * What Entra remembers between two requests. Codes and tokens are keyed by their fingerprint, never held themselves. What is of no
 * more use is forgotten when something new comes, by the sandbox's clock.
 */
export interface EntraState {
  /** Sign-ins under way, by flow id. */
  flows: Map<string, SignInFlow>;
  /** Browsers where somebody is signed in, by the value of their cookie. */
  browserSessions: Map<string, BrowserSession>;
  /** Authorization codes, by fingerprint. Used ones stay, so that a second use is recognised. */
  codes: Map<string, CodeRecord>;
  /** Devices that wait for a person, by the fingerprint of the device code. Used ones stay, as those of `codes`. */
  deviceCodes: Map<string, DeviceCodeRequest>;
  /** The same, by the fingerprint of the code that a person enters. */
  userCodes: Map<string, DeviceCodeRequest>;
  /** Refresh tokens, by fingerprint. */
  refreshTokens: Map<string, RefreshTokenRecord>;
  /** When the same token request was made within the last minutes, by what makes it the same. */
  tokenRequests: Map<string, number[]>;
  /** The sign-in methods behind each access token, by its `uti`. Partner Center may ask when the token is silent. */
  accessTokenMethods: Map<string, AccessTokenMethods>;
  /** The log of sign-ins of all tenants, the oldest first. */
  signIns: Map<string, SignInEvent>;
  /** When each browser was given its cookie, by the value. No other value is taken for a browser's. */
  browserIds: Map<string, number>;
  /** What is still seen of consents that were changed a moment ago, by tenant and client. */
  lateSights: Map<string, LateSight>;
  /** When objects that were made at Graph a moment ago will be seen there (epoch milliseconds), by their object id. */
  newObjects: Map<string, number>;
}

/** How the user signed in of whom an access token is, for as long as it lives. */
export interface AccessTokenMethods {
  amr: string[];
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** A browser where somebody is signed in. */
export interface BrowserSession {
  /** One sign-in for each account, the newest last. */
  accounts: Authentication[];
  /** The applications that were signed in to. */
  clientIds: string[];
}

export interface CodeRecord {
  request: AuthorizeRequest;
  authentication: Authentication;
  /** The tenant that was signed in to. */
  tenantId: string;
  issuedAt: number;
  isRedeemed: boolean;
}

/** What the token endpoint still sees of an application in a tenant, after it was changed at Partner Center. */
export interface LateSight {
  /** Epoch milliseconds. */
  until: number;
  consents: Consent[];
  principal: ServicePrincipal | undefined;
}

export interface RefreshTokenRecord {
  clientId: string;
  authentication: Authentication;
  /** What the request that it came from asked for, for a redemption that names none. */
  scopes: ScopeRequest;
  /** The platform of the redirect URI that it came by; `public` when it came by a device code. */
  platform: Platform;
  issuedAt: number;
  /** `spa`: when its day is over. A successor ends with it. */
  endsAt?: number;
  /** True for a token that was redeemed where they are good once. */
  isRedeemed?: boolean;
}

export function createEntraState(): EntraState {
  return {
    flows: new Map(),
    browserSessions: new Map(),
    codes: new Map(),
    deviceCodes: new Map(),
    userCodes: new Map(),
    refreshTokens: new Map(),
    tokenRequests: new Map(),
    accessTokenMethods: new Map(),
    signIns: new Map(),
    browserIds: new Map(),
    lateSights: new Map(),
    newObjects: new Map(),
  };
}
