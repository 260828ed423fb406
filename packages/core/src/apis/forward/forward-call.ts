import { ConsentryError, type ErrorCode } from '../../errors.ts';
import { continueBody, readBeginning } from '../../http/beginning.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import {
  type FetchStream,
  type IncomingStream,
  type OutgoingStream,
  type Random,
  TransportError,
  type TransportFailure,
} from '../../ports.ts';
import { type Credential, resolvePath } from '../call.ts';
import { readMfaHeader } from '../partner-center/mfa-header.ts';
import { lacksMfa } from '../mfa-refusal.ts';
import { createRequestHeaders } from '../request-headers.ts';
import { pickAnswered, pickAsked } from './call-headers.ts';
import type { CallPath } from './read-call-path.ts';

/** A caller's call to an API, in which only the token is missing. */
export interface ForwardRequest {
  readonly method: OutgoingStream['method'];
  readonly path: CallPath;
  /** As they came; names in lower case. */
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** In bytes; undefined for a body that goes in chunks. */
  readonly bodyLength: number | undefined;
  /** True where the API is Partner Center: it is asked about MFA. */
  readonly isPartnerCenter: boolean;
  /** Where the API is reached by forward calls: addresses of its answers are written from there. */
  readonly forwardUrl: string;
  /** Ends the call: the caller is gone. */
  readonly signal?: AbortSignal | undefined;
}

/** The API's answer, with what may go to the caller. */
export interface ForwardAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it comes over the wire. It fails with a TransportError; cancelling it ends the call. */
  readonly body: ReadableStream<Uint8Array>;
  /** What Partner Center said of the MFA of the call; undefined where it did not say. */
  readonly isMfaCompliant: boolean | undefined;
  /** How long the API wants to be left alone: for 429, and for 503 where it says so. */
  readonly restMs: number | undefined;
}

/** For the whole call, and for a time in which nothing moves. */
const deadlineMs = 5 * 60 * 1000;
const idleMs = 60 * 1000;
const maxResponseBytes = 256 * 1024 * 1024;
/** Of a refusal, in which Partner Center may say that MFA is missing. */
const refusalBytes = 16 * 1024;

/**
 * Makes one call in a caller's name, with our token and without the caller's credentials. Whatever the API answers is the
 * answer; a redirect is not followed. Nothing is sent twice.
 *
 * @throws ConsentryError `host_refused`, `api_unavailable` (the fact `mayHaveArrived` says whether it may have been carried out),
 *   `api_bad_response`, `proxy_error`; whatever the body throws
 */
export async function forwardCall(
  deps: { readonly fetchStream: FetchStream; readonly random: Random },
  credential: Credential,
  request: ForwardRequest,
): Promise<ForwardAnswer> {
  const { method, path, body, signal, isPartnerCenter } = request;
  const url = resolvePath(credential.baseUrl, path.path) + path.query;
  const answer = await send(deps.fetchStream, {
    method,
    url,
    headers: { ...headersOf(deps.random, request), authorization: `Bearer ${credential.value.reveal()}` },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
    deadlineMs,
    idleMs,
    maxResponseBytes,
  });
  if (answer.status > 599) {
    await answer.body.cancel();
    throw new ConsentryError('api_bad_response', { facts: { status: answer.status } });
  }
  const { isMfaCompliant, stream } = isPartnerCenter
    ? await readMfa(answer, credential)
    : { isMfaCompliant: undefined, stream: answer.body };
  return {
    status: answer.status,
    headers: pickAnswered(answer.headers, credential.baseUrl, request.forwardUrl),
    body: stream,
    isMfaCompliant,
    restMs: readRest(answer),
  };
}

function headersOf(random: Random, request: ForwardRequest): Record<string, string> {
  const { headers, bodyLength, isPartnerCenter } = request;
  const length = bodyLength === undefined ? {} : { 'content-length': String(bodyLength) };
  const picked = { ...pickAsked(headers), ...length };
  if (!isPartnerCenter) return picked;
  // A refusal is looked into for MFA, so it must come in clear.
  const { 'accept-encoding': _, ...plain } = picked as Record<string, string>;
  return { ...createRequestHeaders(random, { resource: 'partner-center' }), ...plain, validatemfa: 'true' };
}

async function send(fetchStream: FetchStream, request: OutgoingStream): Promise<IncomingStream> {
  try {
    return await fetchStream(request);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { failure, mayHaveArrived } = error;
    throw new ConsentryError(codeOf(failure), {
      facts: { host: new URL(request.url).host, failure, mayHaveArrived },
      cause: error,
    });
  }
}

function codeOf(failure: TransportFailure): ErrorCode {
  if (failure === 'proxy') return 'proxy_error';
  return failure === 'protocol' ? 'api_bad_response' : 'api_unavailable';
}

/** Partner Center says it in a header, or refuses with words of its own; or without a word, and then the token tells. */
async function readMfa(
  answer: IncomingStream,
  { value: token }: Credential,
): Promise<{ isMfaCompliant: boolean | undefined; stream: ReadableStream<Uint8Array> }> {
  const said = readMfaHeader(answer.headers);
  const isRefusal = answer.status === 401 || answer.status === 403;
  if (!isRefusal || said === false) return { isMfaCompliant: said, stream: answer.body };
  const beginning = await readBeginning(answer.body, refusalBytes);
  const refused = lacksMfa({ ...answer, body: beginning.bytes }, token);
  return {
    isMfaCompliant: refused ? false : said,
    stream: continueBody(beginning),
  };
}

function readRest({ status, headers }: IncomingStream): number | undefined {
  const asksToWait = status === 429 || (status === 503 && headers['retry-after'] !== undefined);
  return asksToWait ? retryAfterMs(headers) : undefined;
}
