/**
 * A client of a broker, typed by the contract.
 * In: the address of a broker and a key. Out: what its endpoints answer.
 * Programs and the command use it. It believes an answer only after checking it against the contract.
 */
import {
  type AnswerOf,
  type Endpoint,
  endpoints,
  type JsonOperation,
  type RequestOf,
  refusal,
} from '../contract/index.ts';
import { ConsentryError, type ErrorCode, errorTable } from '../errors.ts';
import { Secret } from '../secret.ts';

export { ConsentryError, Secret };

export interface RemoteOptions {
  /** The address of the broker's API, such as `http://127.0.0.1:44396`. */
  readonly baseUrl: string;
  /** A caller's key, or the operator's. */
  readonly key: Secret<string>;
  /** How requests are sent: the global `fetch`, or a broker in this process. */
  readonly send: (request: Request) => Promise<Response>;
  /** For a whole call, milliseconds; 30,000 unless told. */
  readonly deadlineMs?: number;
}

/** A broker at the other end of HTTP. */
export interface Remote {
  /**
   * Calls an operation of the contract.
   * @throws ConsentryError with the broker's own code, `broker_unreachable`, or `internal_error` for an answer
   *   that is not the broker's
   */
  call<Name extends JsonOperation>(operation: Name, request: RequestOf<Name>): Promise<AnswerOf<Name>>;
}

export function createRemote(options: RemoteOptions): Remote {
  return {
    async call(operation, request) {
      const endpoint: Endpoint = endpoints[operation];
      const response = await send(options, createRequest(options, endpoint, request));
      const text = await response.text();
      if (!response.ok) throw readRefusal(response, text);
      return readAnswer(endpoint, text) as AnswerOf<typeof operation>;
    },
  };
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

function createRequest(options: RemoteOptions, endpoint: Endpoint, input: unknown): Request {
  const { params = {}, query = {}, body } = input as LooseRequest;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const url = new URL(options.baseUrl.replace(/\/$/, '') + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return new Request(url, {
    method: endpoint.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(options.deadlineMs ?? 30_000),
    headers: {
      authorization: `Bearer ${options.key.reveal()}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function send(options: RemoteOptions, request: Request): Promise<Response> {
  try {
    return await options.send(request);
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('broker_unreachable', { facts: { baseUrl: options.baseUrl }, cause });
  }
}

function readRefusal(response: Response, text: string): ConsentryError {
  const parsed = refusal.safeParse(parseJson(text));
  const code = parsed.data?.error.code;
  if (parsed.data === undefined || code === undefined || !Object.hasOwn(errorTable, code)) {
    return notABroker(response.status);
  }
  const { message, remedy, facts, retryAfterMs, requestId } = parsed.data.error;
  return new ConsentryError(code as ErrorCode, {
    message,
    remedy,
    facts: { ...facts, requestId },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function readAnswer(endpoint: Endpoint, text: string): unknown {
  if (endpoint.response === 'page') throw new TypeError('this operation answers a page');
  const parsed = endpoint.response.schema.safeParse(parseJson(text));
  if (!parsed.success) throw notABroker(endpoint.response.status);
  return parsed.data;
}

function notABroker(status: number): ConsentryError {
  return new ConsentryError('internal_error', {
    message: 'The answer is not that of a Consentry broker of this version.',
    remedy: 'Check the address, and that the broker and this program have the same version.',
    facts: { status },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
