import type { TokenClaims } from '../entra/decode-token.ts';

/** What a check looks at. */
export type CheckName =
  | 'form'
  | 'times'
  | 'issuer'
  | 'audience'
  | 'tenant'
  | 'application'
  | 'account'
  | 'scope'
  | 'role'
  | 'mfa'
  | 'signature';

/** `unknown`: the token does not say, or it cannot be told from here. That is not the same as wrong. */
export type CheckOutcome = 'passed' | 'failed' | 'unknown';

/** One check of a token, and what came of it. */
export interface TokenCheck {
  readonly name: CheckName;
  readonly outcome: CheckOutcome;
  /** What was wanted, where the same is checked for several things: the name of a permission. */
  readonly wanted?: string;
  /** What was found, for people. It may hold text of the token's: make it plain before it goes to a terminal. */
  readonly explanation: string;
  /** What to do; present where the check did not pass and something helps. */
  readonly remedy?: string;
  /** False for what is told beside what was asked: it does not change the verdict. */
  readonly asked: boolean;
}

/** What a token must be. What is left out is not checked. */
export interface WantedToken {
  /** A name of the cloud's table, or the identifier of an API. */
  readonly resource?: string | undefined;
  readonly tenant?: string | undefined;
  /** The application that it was issued to. */
  readonly application?: string | undefined;
  /** The object id of the account, in the token's own tenant. */
  readonly account?: string | undefined;
  /** Delegated permissions, with or without the API in front. */
  readonly scopes?: readonly string[] | undefined;
  /** Application permissions. */
  readonly roles?: readonly string[] | undefined;
  readonly mfa?: boolean | undefined;
}

/** The outcome of all checks. */
export interface TokenVerification {
  /** `passed` only if everything that was asked has passed; `failed` if one of it has failed. */
  readonly verdict: CheckOutcome;
  /** What the token says; undefined for one that cannot be read. */
  readonly claims: TokenClaims | undefined;
  readonly checks: readonly TokenCheck[];
}

type CheckBody = Omit<TokenCheck, 'outcome' | 'asked'>;

/** Makes a check that was asked for. */
export const passed = (check: CheckBody): TokenCheck => ({ ...check, outcome: 'passed', asked: true });
export const failed = (check: CheckBody): TokenCheck => ({ ...check, outcome: 'failed', asked: true });
export const unknown = (check: CheckBody): TokenCheck => ({ ...check, outcome: 'unknown', asked: true });
