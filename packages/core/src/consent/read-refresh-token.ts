import { ConsentryError } from '../errors.ts';
import { Secret } from '../secret.ts';

/** What somebody brought instead of a refresh token; `facts.reason` of `not_a_refresh_token`. */
export type RefreshTokenProblem =
  | 'empty'
  | 'access_token'
  | 'authorization_code'
  | 'json'
  | 'too_short'
  | 'too_long'
  | 'characters';

/** Entra's have about 1,000 to 2,500 characters. */
const longest = 16_384;
/** What can be guessed is no refresh token. */
const shortest = 32;

/**
 * Looks at a refresh token that was brought from elsewhere, before it goes anywhere. Blanks and line ends around it are dropped,
 * for files and vaults add them. Only its form can be told: a bare authorization code looks like a refresh token, and the
 * identity provider refuses it.
 *
 * @throws ConsentryError `not_a_refresh_token` with `facts.reason` of {@link RefreshTokenProblem}; nothing of it is repeated
 * @see https://www.rfc-editor.org/rfc/rfc6749#appendix-A.17
 */
export function readRefreshToken(text: Secret<string>): Secret<string> {
  const token = text.reveal().trim();
  const problem = findProblem(token);
  if (problem === undefined) return Secret.of(token);
  throw new ConsentryError('not_a_refresh_token', { ...problems[problem], facts: { reason: problem } });
}

function findProblem(token: string): RefreshTokenProblem | undefined {
  if (token === '') return 'empty';
  if (token.length > longest) return 'too_long';
  // The header of a signed or an encrypted token is JSON, which begins so in Base64.
  if (/^(Bearer +)?eyJ[\w-]+\.[\w-]+\./i.test(token)) return 'access_token';
  if (/^[{[]/.test(token)) return 'json';
  if (/^https?:\/\//i.test(token) || /(^|[?&#])(code|session_state)=/.test(token))
    return 'authorization_code';
  if (!/^[\x21-\x7e]+$/.test(token) || /["'<>\\]/.test(token)) return 'characters';
  return token.length < shortest ? 'too_short' : undefined;
}

const problems: Readonly<
  Record<RefreshTokenProblem, { readonly message: string; readonly remedy?: string }>
> = {
  empty: { message: 'There is no refresh token.' },
  access_token: {
    message: 'This is a signed token, such as an access token or an id_token, and no refresh token.',
    remedy:
      'An access token lives an hour and cannot be renewed. Bring the value that the token endpoint named refresh_token.',
  },
  authorization_code: {
    message: 'This is the answer to a sign-in, with an authorization code, and no refresh token.',
    remedy:
      'A code works once, for the program that asked for it. Invite the partner with `consentry invite` instead.',
  },
  json: {
    message: 'This is JSON, and no refresh token.',
    remedy: 'Bring the value of refresh_token alone, without quotation marks.',
  },
  too_short: { message: 'This is too short to be a refresh token.' },
  too_long: { message: 'This is too long to be a refresh token.' },
  characters: { message: 'This holds characters that no refresh token has.' },
};
