import {
  type AnswerOf,
  type Endpoint,
  endpoints,
  type FileOperation,
  type JsonOperation,
  type LinesOperation,
  type RequestOf,
  refusal,
} from '../contract/index.ts';
import { ConsentryError, type ErrorCode, errorTable } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { withAbort } from '../token-credential/with-abort.ts';
import { describeForward, type ForwardedCall, readForwarded, upstreamHeader } from './forward-call.ts';

/** Where a broker is, and by which key it is asked. A function as key is asked for each call. */
export interface RemoteOptions {
  /** The address of the broker's API, such as `http://127.0.0.1:44396`. */
  readonly baseUrl: string;
  /**
   * A caller's key, or the operator's. Or how to get what proves the caller now: a token of its platform, such as the file
   * that Kubernetes renews. It is asked for each call.
   */
  readonly key: Secret<string> | (() => Secret<string> | Promise<Secret<string>>);
  /** How requests are sent: the global `fetch`, or a broker in this process. */
  readonly send: (request: Request) => Promise<Response>;
  /** For a whole call, what its key takes included, milliseconds; 30,000 unless told. */
  readonly deadlineMs?: number;
}

/** Far above a list of 1,000 items. */
const maxAnswerLength = 16 * 1024 * 1024;

/** A broker at the other end of HTTP. */
export interface Remote {
  /**
   * Calls an operation of the contract.
   * @throws ConsentryError with the broker's own code, `broker_refused` for a code that is not known here,
   *   `broker_unreachable`, `not_a_broker`; TypeError for a missing parameter; the reason of the signal
   */
  call<Name extends JsonOperation>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<AnswerOf<Name>>;
  /**
   * Calls an operation that answers a file, and gives its bytes as they come: whether all of them came, the file itself must
   * say. The deadline holds for all of it.
   * @throws ConsentryError as {@link call}
   */
  download(operation: FileOperation): Promise<ReadableStream<Uint8Array>>;
  /**
   * Calls an operation that answers lines, and gives them as they come. The deadline holds for all of them.
   * @throws ConsentryError as {@link call}
   */
  lines<Name extends LinesOperation>(
    operation: Name,
    request: RequestOf<Name>,
  ): Promise<ReadableStream<Uint8Array>>;
  /**
   * Reads from an API through the broker, which keeps the token.
   * @returns the API's JSON; undefined for an empty body
   * @throws ConsentryError as {@link call}; `api_refused` (the API's own status is in the facts), `api_bad_response`
   */
  forward(call: ForwardedCall): Promise<unknown>;
}

/** How one call is made. */
export interface CallOptions {
  /** Ends the call when its answer is no longer wanted. The broker may have done its work all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws ConsentryError `usage` for an address or a key that cannot be one, and for a key that would go in clear */
export function createRemote(options: RemoteOptions): Remote {
  const base = readBaseUrl(options.baseUrl);
  if (typeof options.key !== 'function') requireSendable(options.key);
  const receive = async (endpoint: Endpoint, request: unknown): Promise<ReadableStream<Uint8Array>> => {
    const sent = createRequest(base, endpoint, request, await withKey(options, endpoint.method));
    const response = await reach(options, undefined, () => options.send(sent));
    if (response.ok && response.body !== null) return response.body;
    throw readRefusal(response, await reach(options, undefined, () => readText(response)));
  };
  return {
    async call(operation, request, { signal } = {}) {
      const endpoint: Endpoint = endpoints[operation];
      const sent = createRequest(base, endpoint, request, await withKey(options, endpoint.method, signal));
      const { response, text } = await send(options, sent, signal);
      if (!response.ok) throw readRefusal(response, text);
      return readAnswer(endpoint, response.status, text) as AnswerOf<typeof operation>;
    },
    download: (operation) => receive(endpoints[operation], {}),
    lines: (operation, request) => receive(endpoints[operation], request),
    async forward(call) {
      const { url, headers } = describeForward(base, call);
      const { headers: own, ...init } = await withKey(options, 'GET');
      const sent = new Request(url, { ...init, headers: { ...own, ...headers } });
      const { response, text } = await send(options, sent, undefined);
      if (!response.headers.has(upstreamHeader)) throw readRefusal(response, text);
      return readForwarded(response.status, text);
    },
  };
}

/**
 * An address that requests can be built on. A key is not sent in clear over a network.
 * @throws ConsentryError `usage`
 */
function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (text.includes('@')) {
    throw new ConsentryError('usage', {
      message: 'The address of a broker has no user and no password in it.',
      remedy: 'Write it as https://broker.example. A key stands in a file.',
    });
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new ConsentryError('usage', {
      message: `${text} is not the address of a broker.`,
      remedy: 'Write it as https://broker.example, or http://127.0.0.1:44396.',
    });
  }
  const isLocal =
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !isLocal) {
    throw new ConsentryError('usage', {
      message: `The key would go to ${url.origin} in clear.`,
      remedy: 'Use https; http is for this machine only.',
    });
  }
  return url.href.replace(/\/$/, '');
}

/**
 * A key that cannot stand in a header would be quoted by the error of whoever sends it.
 * @throws ConsentryError `usage`
 */
function requireSendable(key: Secret<string>): void {
  if (!/^[\x21-\x7e]+$/.test(key.reveal())) {
    throw new ConsentryError('usage', {
      message: 'The key holds characters that no key has.',
      remedy: 'Look at the file: it should hold one key on one line.',
    });
  }
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

function createRequest(base: string, endpoint: Endpoint, input: unknown, init: KeyedInit): Request {
  const { params = {}, query = {}, body } = input as LooseRequest;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(getParam(params, name)),
  );
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  if (body === undefined) return new Request(url, init);
  const headers = { ...init.headers, 'content-type': 'application/json' };
  return new Request(url, { ...init, headers, body: JSON.stringify(body) });
}

type KeyedInit = Omit<RequestInit, 'headers'> & { readonly headers: Readonly<Record<string, string>> };

/** @throws ConsentryError `usage` for a key that cannot be one; those of {@link getKey} */
async function withKey(options: RemoteOptions, method: string, wanted?: AbortSignal): Promise<KeyedInit> {
  const deadline = AbortSignal.timeout(options.deadlineMs ?? 30_000);
  const current = await getKey(options, deadline, wanted);
  requireSendable(current);
  return {
    method,
    redirect: 'manual',
    signal: wanted === undefined ? deadline : AbortSignal.any([deadline, wanted]),
    headers: { authorization: `Bearer ${current.reveal()}`, accept: 'application/json' },
  };
}

/**
 * What proves the caller may be asked of a platform, which may hang.
 * @throws ConsentryError `broker_unreachable` when it does not come in time; the reason of the signal; whatever getting it throws
 */
async function getKey(
  { key, baseUrl }: RemoteOptions,
  deadline: AbortSignal,
  wanted: AbortSignal | undefined,
): Promise<Secret<string>> {
  if (typeof key !== 'function') return key;
  const ended = wanted === undefined ? deadline : AbortSignal.any([deadline, wanted]);
  try {
    return await withAbort(ended, async () => key());
  } catch (cause) {
    wanted?.throwIfAborted();
    if (!deadline.aborted) throw cause;
    throw new ConsentryError('broker_unreachable', {
      message: 'The broker was not asked: what proves the caller did not come in time.',
      remedy: 'See that the platform that gives the program its tokens answers.',
      facts: { baseUrl },
      cause,
    });
  }
}

function getParam(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name];
  if (value === undefined || /^\.{0,2}$/.test(value)) throw new TypeError(`the parameter ${name} is missing`);
  return value;
}

/** The whole answer: the deadline and what may go wrong on the way hold for its body too. */
async function send(
  options: RemoteOptions,
  request: Request,
  signal: AbortSignal | undefined,
): Promise<{ response: Response; text: string }> {
  return reach(options, signal, async () => {
    const response = await options.send(request);
    return { response, text: await readText(response) };
  });
}

/** @throws ConsentryError `broker_unreachable`, and its own; the reason of the signal */
async function reach<T>(
  { baseUrl }: RemoteOptions,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    signal?.throwIfAborted();
    throw new ConsentryError('broker_unreachable', { facts: { baseUrl }, cause });
  }
}

/** @throws ConsentryError `not_a_broker` for an answer that is larger than any of a broker's */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxAnswerLength) throw notABroker(response.status);
  }
  return text + decoder.decode();
}

/** A code that this version does not know keeps its words. */
function readRefusal(response: Response, text: string): ConsentryError {
  const parsed = refusal.safeParse(parseJson(text));
  if (!parsed.success) return notABroker(response.status);
  const { code, message, remedy, facts, retryAfterMs, requestId } = parsed.data.error;
  const isKnown = Object.hasOwn(errorTable, code);
  return new ConsentryError(isKnown ? (code as ErrorCode) : 'broker_refused', {
    message,
    remedy,
    facts: { ...facts, requestId, ...(isKnown ? {} : { brokerCode: code }) },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function readAnswer(endpoint: Endpoint, status: number, text: string): unknown {
  if (typeof endpoint.response === 'string') throw new TypeError('this operation answers no JSON of ours');
  const parsed = endpoint.response.schema.safeParse(parseJson(text));
  if (!parsed.success) throw notABroker(status);
  return parsed.data;
}

function notABroker(status: number): ConsentryError {
  return new ConsentryError('not_a_broker', { facts: { status } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
