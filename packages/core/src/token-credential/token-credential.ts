/**
 * What the SDKs of Azure take as a credential, and how a request of theirs is read.
 * In: scopes and options of an SDK. Out: the API and the permissions that are asked for.
 * `remote/` and `tokens/` make credentials of it. It trusts no SDK: a challenge of a server decides what they ask for.
 * The types are those of `@azure/core-auth` 1.11, by their shape: no package of Azure is needed.
 */

/** A signal that something is no longer wanted: an `AbortSignal`, or the one of older SDKs. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What an SDK says of the token that it asks for. */
export interface CredentialRequestOptions {
  readonly abortSignal?: AbortSignalLike | undefined;
  /** A claims challenge that a new token should meet. Refused: only a person's sign-in can meet one. */
  readonly claims?: string | undefined;
  /**
   * Has no effect. A token for continuous access evaluation lives for a day, because its API may ask for another by
   * a claims challenge, and here such a challenge is refused. Tokens without it live for an hour.
   */
  readonly enableCae?: boolean | undefined;
  /** The tenant that a challenge named. */
  readonly tenantId?: string | undefined;
  /** Asks for a token that is bound to a key. Refused: there are bearer tokens only. */
  readonly proofOfPossessionOptions?: object | undefined;
}

/** An access token as the SDKs keep it. Instants are epoch milliseconds. */
export interface CredentialToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
  readonly refreshAfterTimestamp: number;
  readonly tokenType: 'Bearer';
}

/** A credential for clients of Azure's SDKs, of Microsoft Graph and of whatever else takes one. */
export interface TokenCredential {
  getToken(scopes: string | string[], options?: CredentialRequestOptions): Promise<CredentialToken>;
}

/** Before this, a broker and a cache serve the token that they served before. */
const renewalMarginMs = 2 * 60 * 1000;

/**
 * @param expiresAt epoch milliseconds
 * @returns a token that an SDK renews when there is a new one to be had, and not for each request before
 */
export function createCredentialToken(token: string, expiresAt: number): CredentialToken {
  return {
    token,
    expiresOnTimestamp: expiresAt,
    refreshAfterTimestamp: expiresAt - renewalMarginMs,
    tokenType: 'Bearer',
  };
}
