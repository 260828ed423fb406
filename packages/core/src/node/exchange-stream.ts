import { type IncomingStream, type OutgoingStream, TransportError } from '../ports.ts';
import { type OpenExchange, openExchange, timedOut } from './open-exchange.ts';
import type { Way } from './ways-out.ts';

/** How much of a body lies here at most, while whoever reads it is slower than whoever sends it. */
const heldBytes = 64 * 1024;

/**
 * Sends one request and resolves with the beginning of its answer. No more of the body is read from the connection than is
 * read here.
 * @throws TransportError
 */
export async function exchangeStream(way: Way, request: OutgoingStream): Promise<IncomingStream> {
  const { signal } = request;
  if (signal?.aborted === true) throw left(false);
  return new Promise((resolve, reject) => {
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
    let open: OpenExchange | undefined;
    const idle = setTimeout(() => open?.fail(timedOut(true)), request.idleMs);
    const gone = (): void => open?.fail(left(true));
    const close = (): void => {
      clearTimeout(idle);
      signal?.removeEventListener('abort', gone);
    };
    const readFrom = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      stream = controller;
    };

    open = openExchange(
      way,
      readSent(request, () => idle.refresh()),
      {
        head(status, headers, reason) {
          idle.refresh();
          const body = new ReadableStream<Uint8Array>(
            {
              start: readFrom,
              pull() {
                idle.refresh();
                open?.resume();
              },
              cancel: gone,
            },
            new ByteLengthQueuingStrategy({ highWaterMark: heldBytes }),
          );
          resolve({ status, reason, headers, body });
        },
        data(chunk) {
          idle.refresh();
          stream?.enqueue(chunk);
          if ((stream?.desiredSize ?? 0) <= 0) open?.pause();
        },
        end() {
          close();
          stream?.close();
        },
        fail(failure) {
          close();
          if (stream === undefined) reject(failure);
          else stream.error(failure);
        },
      },
    );
    signal?.addEventListener('abort', gone);
  });
}

/** @throws TransportError `protocol` for a URL that does not begin with its origin, letter by letter */
function readSent(request: OutgoingStream, moved: () => void): Parameters<typeof openExchange>[1] {
  const { method, url, headers = {}, body, deadlineMs, maxResponseBytes } = request;
  const { origin } = new URL(url);
  if (!url.startsWith(`${origin}/`)) {
    throw new TransportError('protocol', {
      mayHaveArrived: false,
      message: 'The URL cannot be sent as it is.',
    });
  }
  const sent = body === undefined || body instanceof Uint8Array ? (body ?? null) : tellingOf(body, moved);
  return {
    origin,
    path: url.slice(origin.length),
    method,
    headers,
    body: sent,
    deadlineMs,
    maxResponseBytes,
  };
}

async function* tellingOf(body: AsyncIterable<Uint8Array>, moved: () => void): AsyncIterable<Uint8Array> {
  for await (const chunk of body) {
    moved();
    yield chunk;
  }
}

function left(mayHaveArrived: boolean): TransportError {
  return new TransportError('reset', { mayHaveArrived, message: 'Whoever waited for the answer is gone.' });
}
