import {
  type Clock,
  type Cloud,
  ConsentryError,
  createIdTokenReader,
  digest,
  type IdTokenClaims,
  isSameDigest,
  loginOrigin,
  type Random,
  Secret,
  type SigningKeys,
  signInUrl,
  standardDialect,
} from '@consentry/core';
import type { DashboardAccounts } from '../../config.ts';
import { isFresh, type Role, type SignedIn } from '../signed-in.ts';

/** Sign-in with an account of the configured tenant, by OpenID Connect. */
export interface AccountSignIn {
  /** The origin of the identity provider: where its answer comes from. */
  readonly origin: string;
  /**
   * Where the browser goes, and what it must bring back with the answer.
   * @param wish `to`: the page of the dashboard that was asked for. `isAgain`: whoever is signed in must prove anew who they are
   */
  start(wish: SignInWish): {
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

/** What a sign-in is begun for. */
export interface SignInWish {
  readonly to: string;
  readonly isAgain: boolean;
}

/** Whose accounts sign in, and by which cloud. */
export interface AccountSignInDeps {
  readonly accounts: DashboardAccounts;
  /** The origin of the dashboard. */
  readonly url: string;
  readonly cloud: Cloud;
  readonly signingKeys: Pick<SigningKeys, 'find'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** How long a person may take at the identity provider. */
const lifetimeMs = 15 * 60_000;

/**
 * The sign-in is in no table: the cookie holds a secret with what was asked for, and state and nonce are made of the whole of it. So an
 * answer is taken only in the browser that asked, for what it asked, and what the cookie says was not changed since.
 */
export function createAccountSignIn(deps: AccountSignInDeps): AccountSignIn {
  const { accounts, cloud, clock } = deps;
  const idTokens = createIdTokenReader({
    cloud,
    clientId: accounts.clientId,
    keys: deps.signingKeys,
    clock,
    dialect: standardDialect,
  });
  return {
    origin: loginOrigin(cloud),

    start({ to, isAgain }) {
      const secret = Buffer.from(deps.random.bytes(32)).toString('base64url');
      const cookie = [
        secret,
        clock.now(),
        isAgain ? 'again' : 'once',
        Buffer.from(to).toString('base64url'),
      ].join('.');
      const url = signInUrl(cloud, {
        tenant: accounts.tenant,
        clientId: accounts.clientId,
        redirectUri: redirectUriOf(deps.url),
        state: stateOf(cookie),
        nonce: nonceOf(cookie),
        isAgain,
        authenticationContext: accounts.authenticationContext,
      });
      return { url, cookie: Secret.of(cookie), cookieLifetimeMs: lifetimeMs };
    },

    async finish(fields, cookie) {
      const { to, isAgain, startedAt } = readCookie(cookie);
      const now = clock.now();
      if (
        cookie === undefined ||
        !isSame(fields.get('state'), stateOf(cookie)) ||
        now - startedAt > lifetimeMs
      ) {
        throw new ConsentryError('dashboard_sign_in_failed');
      }
      refuseError(fields);
      const claims = await idTokens.read(Secret.of(fields.get('id_token') ?? ''), {
        nonce: (nonce) => isSame(nonce, nonceOf(cookie)),
      });
      const who = readWho(accounts, claims, now);
      if (isAgain && !isFresh(who, now)) throw staleSignIn(who);
      return { who, to };
    },
  };
}

/** The redirect URI that must be registered, platform Web. @param url the origin of the dashboard */
export function redirectUriOf(url: string): string {
  return `${url}/dashboard/sign-in/answer`;
}

const stateOf = (cookie: string): string => digest(`state of ${cookie}`);
const nonceOf = (cookie: string): string => digest(`nonce of ${cookie}`);

function isSame(given: string | null, expected: string): boolean {
  return isSameDigest(digest(given ?? ''), digest(expected));
}

/** @throws ConsentryError `dashboard_sign_in_failed` */
function readCookie(cookie: string | undefined): SignInWish & { readonly startedAt: number } {
  const [, at = '', way, to = ''] =
    /^[\w-]{43}\.(\d{1,16})\.(again|once)\.([\w-]{0,4000})$/.exec(cookie ?? '') ?? [];
  if (way === undefined) throw new ConsentryError('dashboard_sign_in_failed');
  return { startedAt: Number(at), isAgain: way === 'again', to: Buffer.from(to, 'base64url').toString() };
}

/** What the identity provider says instead of who signed in. Its words are not repeated: of them only its number is. */
function refuseError(fields: URLSearchParams): void {
  if (fields.get('error') === null) return;
  const [, number] = /AADSTS(\d{4,8})/.exec(fields.get('error_description') ?? '') ?? [];
  throw new ConsentryError('dashboard_sign_in_failed', {
    message: `The identity provider refused the sign-in${number === undefined ? '' : `: AADSTS${number}`}.`,
    ...(number !== undefined && {
      remedy: `Run: consentry explain AADSTS${number}. It says what this means and who must act.`,
      facts: { aadsts: Number(number) },
    }),
  });
}

/** The app roles, as they stand in the registration. The first that an account has counts. */
const appRoles: readonly (readonly [string, Role])[] = [
  ['Consentry.Admin', 'admin'],
  ['Consentry.Operator', 'operator'],
  ['Consentry.Viewer', 'viewer'],
];

function readWho(accounts: DashboardAccounts, claims: IdTokenClaims, now: number): SignedIn {
  const { authenticationContext: context } = accounts;
  if (claims.tenantId !== accounts.tenant) {
    throw new ConsentryError('dashboard_sign_in_failed', {
      message: 'This account is of another organisation.',
      remedy: 'Sign in with an account of the organisation that runs this broker.',
    });
  }
  if (context !== undefined && claims.authenticationContexts?.includes(context) !== true) {
    throw new ConsentryError('dashboard_sign_in_failed', {
      message: `The sign-in did not meet the authentication context ${context}.`,
      remedy: `Have a conditional access policy demand MFA for ${context}, and sign in again.`,
    });
  }
  const [, role] = appRoles.find(([name]) => claims.roles?.includes(name)) ?? [];
  if (role === undefined) {
    throw new ConsentryError('dashboard_role_missing', {
      message: 'This account has no role here.',
      remedy: `Have one of ${appRoles.map(([name]) => name).join(', ')} assigned to it, and sign in again.`,
    });
  }
  return {
    person: {
      tenant: claims.tenantId,
      id: claims.objectId,
      name: claims.displayName,
      username: claims.username,
    },
    role,
    mfa: context === undefined ? 'unknown' : 'confirmed',
    provedAt: provedAtOf(claims, now),
  };
}

/** Both instants are by the identity provider's clock: how old the proof was when it was told does not depend on ours. */
function provedAtOf({ authenticatedAt, issuedAt }: IdTokenClaims, now: number): number | undefined {
  return authenticatedAt === undefined ? undefined : now - Math.max(0, issuedAt - authenticatedAt);
}

function staleSignIn({ provedAt }: SignedIn): ConsentryError {
  return new ConsentryError(
    'dashboard_sign_in_failed',
    provedAt === undefined
      ? {
          message: 'The sign-in does not say when you proved who you are.',
          remedy: 'Add the optional claim auth_time to the id_tokens of the dashboard’s app registration.',
        }
      : {
          message: 'You were not asked to prove who you are again.',
          remedy: 'Sign out at the identity provider, and sign in again.',
        },
  );
}
