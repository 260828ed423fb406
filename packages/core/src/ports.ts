/** What the library needs of the world. Each comes in once, at construction; tests give their own. */

/** The time of day. */
export interface Clock {
  /** The instant, epoch milliseconds. */
  now(): number;
}

/** Resolves after this many milliseconds, or a little later. It never rejects. */
export type Wait = (ms: number) => Promise<void>;

/** Time that passes, whatever is done to the clock of the machine. */
export interface Timer {
  /** Milliseconds since an instant of its own choice. */
  elapsed(): number;
  readonly wait: Wait;
}

/** A bound that the memory of this process has, and what is taken of it. Bytes. */
export interface MemoryBound {
  /** `heap`: at its end the engine ends the process. `resident`: at its end the system does. */
  readonly name: 'heap' | 'resident';
  readonly used: number;
  readonly limit: number;
}

/** The memory of this process. */
export interface Memory {
  /** The bounds that there are. What is taken counts what nobody holds any more and was not collected yet. */
  measure(): readonly MemoryBound[];
  /** Collects that, so that the next measure says what is held. The process does nothing else meanwhile. */
  collect(): void;
}

/** Randomness that an attacker cannot guess. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** One request to a host outside. The URL is always built from configuration, never taken from an answer. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole call: name resolution, connecting, headers and body. Milliseconds. */
  readonly deadlineMs: number;
  /** Of the body after decompression. */
  readonly maxResponseBytes: number;
}

/** The whole answer. A redirect is an answer like any other: it is never followed. */
export interface IncomingAnswer {
  readonly status: number;
  /** The reason phrase of the status line. HTTP/2 has none. */
  readonly reason?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Outgoing HTTP.
 * Implementations hold the deadline and the size limit, follow no redirect, check TLS, and keep nothing of
 * what was sent in their errors.
 * @throws TransportError
 */
export type Fetch = (request: OutgoingRequest) => Promise<IncomingAnswer>;

/** One request whose body and answer are passed on as they come. The URL is sent byte for byte. */
export interface OutgoingStream extends Omit<OutgoingRequest, 'body'> {
  /** Sent as it comes. When it throws, the call ends with a TransportError. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** How long nothing may move, in either direction. Milliseconds. */
  readonly idleMs: number;
  /** Ends the call: whoever waited for it is gone. */
  readonly signal?: AbortSignal;
}

/** The beginning of an answer. A redirect is an answer like any other: it is never followed. */
export interface IncomingStream {
  readonly status: number;
  /** The reason phrase of the status line. HTTP/2 has none. */
  readonly reason?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * As it comes over the wire, still compressed. No more is asked for than is read. It fails with a TransportError;
   * cancelling it ends the call.
   */
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Outgoing HTTP without a buffer. Implementations hold what {@link Fetch} holds; `maxResponseBytes` is of the body as it comes
 * over the wire.
 * @throws TransportError
 */
export type FetchStream = (request: OutgoingStream) => Promise<IncomingStream>;

/** What went wrong below HTTP. */
export type TransportFailure =
  | 'dns'
  | 'connect'
  | 'proxy'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'too_large';

/** An answer did not arrive. Says whether the request may have reached the other side. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly failure: TransportFailure;
  /** False when it is certain that nothing was received by the other side. */
  readonly mayHaveArrived: boolean;

  constructor(failure: TransportFailure, options: { mayHaveArrived: boolean; message: string }) {
    super(options.message);
    this.failure = failure;
    this.mayHaveArrived = options.mayHaveArrived;
  }
}
