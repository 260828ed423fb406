import { ConsentryError, type ErrorCode, type Facts } from '../errors.ts';
import { isJsonObject, readJson } from '../http/read-json.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import {
  type Fetch,
  type IncomingAnswer,
  type OutgoingRequest,
  TransportError,
  type TransportFailure,
} from '../ports.ts';
import type { Secret } from '../secret.ts';
import { phraseFacts } from './known-phrases.ts';

/** A token and the only place that it may be sent to. An `AccessToken` is one. */
export interface Credential {
  readonly value: Secret<string>;
  readonly baseUrl: string;
}

/** Gives a token that is still valid. Called for each request, so that a long listing outlives one token. */
export type CredentialSource = () => Promise<Credential>;

export interface ApiRequest {
  readonly method: OutgoingRequest['method'];
  /** Path and query, from the base URL of the API. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

const deadlineMs = 60_000;
const maxResponseBytes = 16 * 1024 * 1024;

/**
 * Makes one call to an API of Microsoft and reads its JSON.
 *
 * @throws ConsentryError `host_refused` (the path leads off the base URL), `api_…` (whatever was not a 2xx), `proxy_error`
 */
export async function call(fetch: Fetch, credential: Credential, request: ApiRequest): Promise<ApiAnswer> {
  const url = resolvePath(credential.baseUrl, request.path);
  const answer = await send(fetch, {
    method: request.method,
    url,
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...lowerCase(request.headers ?? {}),
      authorization: `Bearer ${credential.value.reveal()}`,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    deadlineMs,
    maxResponseBytes,
  });
  if (answer.status < 200 || answer.status > 299) throw readRefusal(answer);
  return { status: answer.status, headers: answer.headers, json: readBody(answer) };
}

/** Header names in one case, so that no second `Authorization` stands beside ours. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * Puts a path behind a base URL. A token goes only to the host of its audience, so whatever would lead
 * elsewhere is refused.
 *
 * @throws ConsentryError `host_refused`
 */
export function resolvePath(baseUrl: string, path: string): string {
  const refused = new ConsentryError('host_refused', { facts: { baseUrl } });
  const [plain = ''] = path.split('?');
  if (!path.startsWith('/') || /[\s#\p{Cc}]/u.test(path) || /^\/\/|\\|%2f|%5c/i.test(plain)) throw refused;
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const url = new URL(prefix + path, base);
  if (url.origin !== base.origin || url.pathname !== prefix + plain) throw refused;
  return url.href;
}

async function send(fetch: Fetch, request: OutgoingRequest): Promise<IncomingAnswer> {
  try {
    return await fetch(request);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new ConsentryError(codeOf(error.failure), {
      facts: { host: new URL(request.url).host, failure: error.failure },
      cause: error,
    });
  }
}

function codeOf(failure: TransportFailure): ErrorCode {
  if (failure === 'proxy') return 'proxy_error';
  return failure === 'too_large' ? 'api_bad_response' : 'api_unavailable';
}

/** Microsoft's answers may start with a byte order mark; an empty body is `undefined`. */
function readBody(answer: IncomingAnswer): unknown {
  if (answer.body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body));
  } catch {
    // The parser's own words quote the body, so they are not kept as a cause.
    throw new ConsentryError('api_bad_response', { facts: requestFacts(answer) });
  }
}

function readRefusal(answer: IncomingAnswer): ConsentryError {
  const facts = { ...requestFacts(answer), ...codeFacts(answer), ...phraseFacts(answer.body) };
  switch (answer.status) {
    case 401:
      return new ConsentryError(asksForMfa(answer) ? 'api_mfa_required' : 'api_unauthorized', { facts });
    case 403:
      return new ConsentryError('api_forbidden', { facts });
    case 404:
      return new ConsentryError('api_not_found', { facts });
    case 429:
      return new ConsentryError('api_throttled', { facts, retryAfterMs: retryAfterMs(answer.headers) });
    case 503:
      return new ConsentryError('api_unavailable', { facts, retryAfterMs: retryAfterMs(answer.headers) });
    default:
      return new ConsentryError(answer.status >= 500 ? 'api_unavailable' : 'api_refused', { facts });
  }
}

/** Partner Center says it in three ways: a code, a number in the text, or the reason phrase, which HTTP/2 drops. */
export function asksForMfa(answer: IncomingAnswer): boolean {
  return (
    codeFacts(answer).apiCode === '900421' ||
    /MFA required/i.test(new TextDecoder().decode(answer.body.subarray(0, 4096)))
  );
}

function requestFacts({ status, headers }: IncomingAnswer): Facts {
  const requestId = readId(headers['ms-requestid'] ?? headers['request-id']);
  const correlationId = readId(headers['ms-correlationid'] ?? headers['client-request-id']);
  return {
    status,
    ...(requestId === undefined ? {} : { apiRequestId: requestId }),
    ...(correlationId === undefined ? {} : { apiCorrelationId: correlationId }),
  };
}

/** The code of Partner Center's `{code}` and Graph's `{error:{code}}`; texts may hold names and stay out. */
function codeFacts(answer: IncomingAnswer): Facts {
  const reading = readJson(answer.body);
  if (!reading.ok) return {};
  const { error, code } = reading.value;
  const apiCode = readId(code) ?? (isJsonObject(error) ? readId(error['code']) : undefined);
  return apiCode === undefined ? {} : { apiCode };
}

/** Something that identifies, and cannot be a sentence. */
function readId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[A-Za-z0-9._:-]{1,64}$/.test(text) ? text : undefined;
}
