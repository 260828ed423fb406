import type { Dispatcher } from 'undici';
import { type IncomingAnswer, type OutgoingRequest, TransportError } from '../ports.ts';
import { readTransportError } from './read-transport-error.ts';

/**
 * Sends one request and collects the answer as it comes over the wire, not yet decompressed.
 *
 * The dispatcher's own `request` would not do: it does not stop while a connection is being made, and does not
 * tell whether the request was given to a connection, on which it depends whether repeating is safe.
 * @throws TransportError
 */
export function exchange(
  dispatcher: Dispatcher,
  request: OutgoingRequest,
  isByProxy: boolean,
): Promise<IncomingAnswer> {
  const { origin, pathname, search } = new URL(request.url);
  return new Promise((resolve, reject) => {
    let started = false;
    let finished = false;
    let abort: ((reason: Error) => void) | undefined;
    let status = 0;
    let headers: Record<string, string> = {};
    const chunks: Uint8Array[] = [];
    let bytes = 0;

    const timer = setTimeout(() => {
      fail(
        new TransportError('timeout', { mayHaveArrived: started, message: 'There was no answer in time.' }),
      );
    }, request.deadlineMs);

    function fail(error: unknown): void {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      const failure = readTransportError(error, started, isByProxy);
      reject(failure);
      abort?.(failure);
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        // Its turn came after the deadline: it is not sent.
        if (finished) return controller.abort(new Error('deadline'));
        started = true;
        abort = (reason) => controller.abort(reason);
      },
      onResponseStart(_controller, statusCode, answerHeaders) {
        if (statusCode < 200) return;
        status = statusCode;
        headers = joinHeaders(answerHeaders);
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.byteLength;
        if (bytes <= request.maxResponseBytes) chunks.push(chunk);
        else {
          fail(
            new TransportError('too_large', { mayHaveArrived: true, message: 'The answer is too large.' }),
          );
        }
      },
      onResponseEnd() {
        if (finished) return;
        finished = true;
        clearTimeout(timer);
        resolve({ status, headers, body: Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };

    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method: request.method,
        headers: { 'accept-encoding': 'gzip', ...request.headers },
        body: request.body ?? null,
      },
      handler,
    );
  });
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
