import type { Dispatcher } from 'undici';
import { type OutgoingRequest, TransportError } from '../ports.ts';
import { readTransportError } from './read-transport-error.ts';
import type { Way } from './ways-out.ts';

/** What is sent. */
export interface Sent extends Pick<OutgoingRequest, 'method' | 'deadlineMs' | 'maxResponseBytes'> {
  readonly origin: string;
  /** Path and query, byte for byte. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array> | null;
}

/** Told of an answer as it comes over the wire. After `end` or `fail` it is told nothing more. */
export interface AnswerSink {
  head(status: number, headers: Record<string, string>, reason: string): void;
  data(chunk: Uint8Array): void;
  end(): void;
  fail(failure: TransportError): void;
}

/** A request on its way. */
export interface OpenExchange {
  /** Ends it, and tells the sink. Does nothing once the answer is complete. */
  fail(reason: unknown): void;
  /** Asks for no more of the body. */
  pause(): void;
  resume(): void;
}

/**
 * Sends one request and hands on the answer, not decompressed, within its deadline and its size.
 *
 * The dispatcher's own `request` would not do: it does not stop while a connection is being made, and does not
 * tell whether the request was given to a connection, on which it depends whether repeating is safe.
 */
export function openExchange({ dispatcher, isByProxy }: Way, sent: Sent, sink: AnswerSink): OpenExchange {
  let controller: Dispatcher.DispatchController | undefined;
  let finished = false;
  let bytes = 0;

  const timer = setTimeout(() => fail(timedOut(controller !== undefined)), sent.deadlineMs);

  function finish(): boolean {
    if (finished) return false;
    finished = true;
    clearTimeout(timer);
    return true;
  }

  function fail(reason: unknown): void {
    if (!finish()) return;
    const failure = readTransportError(reason, controller !== undefined, isByProxy);
    sink.fail(failure);
    controller?.abort(failure);
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      // Its turn came after it had ended: it is not sent.
      if (finished) return started.abort(new Error('ended'));
      controller = started;
    },
    onResponseStart(_controller, status, headers, reason = '') {
      if (status >= 200 && !finished) sink.head(status, joinHeaders(headers), reason);
    },
    onResponseData(_controller, chunk) {
      if (finished) return;
      bytes += chunk.byteLength;
      if (bytes <= sent.maxResponseBytes) return sink.data(chunk);
      fail(new TransportError('too_large', { mayHaveArrived: true, message: 'The answer is too large.' }));
    },
    onResponseEnd() {
      if (finish()) sink.end();
    },
    onResponseError(_controller, error) {
      fail(error);
    },
  };
  const { origin, path, method, headers, body } = sent;
  // The types leave out what is taken too: bytes, and whatever can be iterated.
  dispatcher.dispatch({ origin, path, method, headers, body: body as string | null }, handler);
  return { fail, pause: () => controller?.pause(), resume: () => controller?.resume() };
}

/** There was no answer, or no more of it, in time. */
export function timedOut(mayHaveArrived: boolean): TransportError {
  return new TransportError('timeout', { mayHaveArrived, message: 'There was no answer in time.' });
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
