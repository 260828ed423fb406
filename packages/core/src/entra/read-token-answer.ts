import { ConsentryError } from '../errors.ts';
import { bodyFacts, type JsonObject, type JsonProblem, readJson } from '../http/read-json.ts';
import type { IncomingAnswer } from '../ports.ts';
import { Secret } from '../secret.ts';
import { isPassingStatus } from './classify-token-error.ts';
import { qualifiedScopes } from './scopes.ts';
import { type AnswerContext, tokenFailure } from './token-failure.ts';
import type { TokenRequest } from './token-request.ts';

/** What the token endpoint gave. */
export interface TokenAnswer {
  /** Opaque: it is for the API that it was asked for, and for nobody else to read. */
  readonly accessToken: Secret<string>;
  /** Epoch milliseconds. The instant of receipt where the lifetime made no sense: use once, do not keep. */
  readonly expiresAt: number;
  /** Epoch milliseconds: from when on Entra would like it renewed. */
  readonly refreshAt?: number;
  /** As the answer says; it may be more or fewer than were asked for. */
  readonly scopes: readonly string[];
  /** Absent: the old one goes on. */
  readonly refreshToken?: Secret<string>;
  /** Not verified. */
  readonly idToken?: Secret<string>;
}

type Problem =
  | JsonProblem
  | 'status'
  | 'token_type'
  | 'resource'
  | 'access_token'
  | 'refresh_token'
  | 'id_token';
type Reading =
  | { readonly ok: true; readonly value: TokenAnswer }
  | { readonly ok: false; readonly reason: Problem };

type ReadingContext = AnswerContext & Pick<TokenRequest, 'requestedScopes' | 'resource'>;

const missingLifetimeMs = 300_000;
const longestLifetimeMs = 24 * 3_600_000;

/**
 * Reads the token endpoint's answer. An error inside a 200 is an error; a token that could not stand in a
 * header is none; a lifetime may be a number or, as from v1, text; what is not known is ignored. Nothing of the
 * body stands in an error.
 * @throws ConsentryError `idp_redirect`, `idp_too_large`, `idp_bad_response`, and those of {@link tokenFailure}:
 * `idp_throttled`, `idp_unavailable`, `idp_loop`, `idp_unknown_error`, `consent_needed`, `consent_failed`,
 * `consent_declined`, `step_up_needed`, `admin_needed`, `ca_blocked`, `tenant_setup`, `client_credential`,
 * `client_request`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5
 */
export function readTokenAnswer(answer: IncomingAnswer, context: ReadingContext): TokenAnswer {
  if (answer.status >= 300 && answer.status < 400) {
    throw new ConsentryError('idp_redirect', { facts: { tenant: context.tenant, status: answer.status } });
  }
  const json = readJson(answer.body);
  if (json.ok && Object.hasOwn(json.value, 'error')) throw tokenFailure(answer, json.value, context);
  if (isPassingStatus(answer.status)) throw tokenFailure(answer, {}, context);
  const reading = json.ok ? readTokens(answer.status, json.value, context) : json;
  if (reading.ok) return reading.value;
  throw unreadable(reading.reason, answer, context);
}

function readTokens(status: number, body: JsonObject, context: ReadingContext): Reading {
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = body;
  if (status !== 200) return { ok: false, reason: 'status' };
  if (!isToken(accessToken)) return { ok: false, reason: 'access_token' };
  if (typeof body['token_type'] !== 'string' || body['token_type'].toLowerCase() !== 'bearer') {
    return { ok: false, reason: 'token_type' };
  }
  if (!isResource(body['resource'], context.resource)) return { ok: false, reason: 'resource' };
  if (refreshToken !== undefined && !isToken(refreshToken)) return { ok: false, reason: 'refresh_token' };
  if (idToken !== undefined && !isToken(idToken)) return { ok: false, reason: 'id_token' };

  const lifetimeMs =
    body['expires_in'] === undefined ? missingLifetimeMs : readDurationMs(body['expires_in']);
  const refreshInMs = readDurationMs(body['refresh_in']);
  return {
    ok: true,
    value: {
      accessToken: Secret.of(accessToken),
      expiresAt: context.receivedAt + lifetimeMs,
      ...(refreshInMs > 0 && refreshInMs < lifetimeMs && { refreshAt: context.receivedAt + refreshInMs }),
      scopes: readScopes(body['scope'], context),
      ...(refreshToken !== undefined && { refreshToken: Secret.of(refreshToken) }),
      ...(idToken !== undefined && { idToken: Secret.of(idToken) }),
    },
  };
}

/** Visible ASCII only, so that it can stand in a header and a form. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/** v1 says for which API the token is. A slash at the end makes no other API. */
function isResource(answered: unknown, asked: string | undefined): boolean {
  if (asked === undefined || answered === undefined) return true;
  return typeof answered === 'string' && answered.replace(/\/$/, '') === asked.replace(/\/$/, '');
}

function readScopes(scope: unknown, { requestedScopes, resource }: ReadingContext): readonly string[] {
  if (typeof scope !== 'string') return requestedScopes;
  return resource === undefined ? words(scope) : qualifiedScopes(resource, words(scope));
}

/** Seconds as a number or as text; what makes no sense is zero. */
function readDurationMs(value: unknown): number {
  const seconds =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : 0;
  return seconds > 0 ? Math.min(Math.floor(seconds * 1000), longestLifetimeMs) : 0;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function unreadable(reason: Problem, answer: IncomingAnswer, { tenant }: AnswerContext): ConsentryError {
  return new ConsentryError(reason === 'too_large' ? 'idp_too_large' : 'idp_bad_response', {
    message: `The identity provider’s answer could not be used: ${sentences[reason]}. Nothing of it was kept.`,
    facts: { tenant, reason, ...bodyFacts(answer) },
  });
}

const sentences: Readonly<Record<Problem, string>> = {
  too_large: 'it is too large',
  not_utf8: 'it is not text in UTF-8',
  not_json: 'it is not JSON',
  not_an_object: 'it is not a JSON object',
  status: 'its status is neither success nor a known error',
  token_type: 'its token is not of type Bearer',
  resource: 'it is for another API than the one that was asked for',
  access_token: 'it holds no usable access token',
  refresh_token: 'its refresh token is damaged',
  id_token: 'its id_token is damaged',
};
