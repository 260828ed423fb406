import { ConsentryError, type ErrorCode } from '../errors.ts';
import {
  type Fetch,
  type IncomingAnswer,
  type OutgoingRequest,
  TransportError,
  type TransportFailure,
} from '../ports.ts';
import type { Secret } from '../secret.ts';
import { idFacts, readRefusal, requestFacts } from './read-refusal.ts';

/** A token and the only place that it may be sent to. An `AccessToken` is one. */
export interface Credential {
  readonly value: Secret<string>;
  readonly baseUrl: string;
}

/**
 * Gives a token that is still valid. Called for each request, so that a long listing outlives one token.
 *
 * @param options.insteadOf what it gave before, which the API has just refused: another token is wanted; where there is none, the
 *   very same object comes again
 */
export type CredentialSource = (options?: { readonly insteadOf?: Credential }) => Promise<Credential>;

/** A request at an API. The path lies below the base URL of the token, and nowhere else. */
export interface ApiRequest {
  readonly method: OutgoingRequest['method'];
  /** Path and query, from the base URL of the API. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For one try. A minute unless told otherwise. */
  readonly deadlineMs?: number;
  /** Of the answer's body. 16 MiB unless told otherwise. */
  readonly maxResponseBytes?: number;
}

/** The answer of an API, read as JSON, and where it came from. */
export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  /** Of the API that answered. */
  readonly baseUrl: string;
}

const defaultDeadlineMs = 60_000;
const defaultResponseBytes = 16 * 1024 * 1024;

/**
 * Makes one call to an API of Microsoft, once, and reads its JSON. {@link createApi} is what tries again and keeps to limits.
 *
 * @throws ConsentryError `host_refused` (the path leads off the base URL), `api_…` and `step_up_needed` (whatever was not a 2xx),
 *   `proxy_error`; facts carry the ids of the request
 */
export async function call(fetch: Fetch, credential: Credential, request: ApiRequest): Promise<ApiAnswer> {
  const url = resolvePath(credential.baseUrl, request.path);
  const headers = {
    accept: 'application/json',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...lowerCase(request.headers ?? {}),
  };
  const answer = await send(fetch, {
    method: request.method,
    url,
    headers: { ...headers, authorization: `Bearer ${credential.value.reveal()}` },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    deadlineMs: request.deadlineMs ?? defaultDeadlineMs,
    maxResponseBytes: request.maxResponseBytes ?? defaultResponseBytes,
  });
  if (answer.status < 200 || answer.status > 299) throw readRefusal(answer, headers);
  const { status, headers: answered } = answer;
  return { status, headers: answered, json: readBody(answer), baseUrl: credential.baseUrl };
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
      facts: { host: new URL(request.url).host, failure: error.failure, ...idFacts(request.headers ?? {}) },
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
