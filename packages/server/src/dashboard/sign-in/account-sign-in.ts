import type { Secret } from '@consentry/core';
import type { SignedIn } from '../signed-in.ts';

/** Sign-in with an account of the configured tenant, by OpenID Connect. */
export interface AccountSignIn {
  /** The origin of the identity provider: where its answer comes from. */
  readonly origin: string;
  /**
   * Where the browser goes, and what it must bring back with the answer.
   * @param wish `to`: the page of the dashboard that was asked for. `isAgain`: whoever is signed in must prove anew who they are
   */
  start(wish: { readonly to: string; readonly isAgain: boolean }): {
    readonly url: string;
    readonly cookie: Secret<string>;
    readonly cookieLifetimeMs: number;
  };
  /**
   * Reads the identity provider's answer.
   * @param cookie as the browser brought it back
   * @throws ConsentryError `dashboard_sign_in_failed`, `dashboard_role_missing`, `id_token_invalid`, and those of the signing keys
   */
  finish(
    fields: URLSearchParams,
    cookie: string | undefined,
  ): Promise<{ readonly who: SignedIn; readonly to: string }>;
}
