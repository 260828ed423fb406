import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chunksOf } from './chunks-of.ts';
import type { HttpHandler, Incoming, Reply } from './incoming.ts';

/** How long the rest of a body that nobody reads may take, so that who sends it can read the refusal. */
const restMs = 500;
const noBytes = new Uint8Array();

export interface SocketDoorDeps {
  /** No connection is kept from then on. */
  readonly isClosing: () => boolean;
  /** An answer could not be sent. */
  readonly onError: (error: unknown) => void;
}

/** Lets what comes over a connection in, and the answer out. */
export function createSocketDoor(
  handler: HttpHandler,
  { isClosing, onError }: SocketDoorDeps,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handler(readMessage(request, response))
      .then((reply) => {
        // Whoever keeps asking on one connection would be served until it is cut, in the middle of a request.
        if (isClosing()) response.shouldKeepAlive = false;
        return send(reply, request, response);
      })
      .catch((error: unknown) => {
        onError(error);
        response.destroy();
      });
  };
}

function readMessage(request: IncomingMessage, response: ServerResponse): Incoming {
  const { method = '', url = '', headers } = request;
  let left: AbortController | undefined;
  return {
    method,
    target: url,
    header: (name) => headers[name] as string | undefined,
    headers: () => new Headers(headers as Record<string, string>),
    body: () => chunksOf(request),
    signal() {
      left ??= abortOnLeaving(response);
      return left.signal;
    },
    address: request.socket.remoteAddress,
  };
}

function abortOnLeaving(response: ServerResponse): AbortController {
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  if (response.destroyed) left.abort();
  return left;
}

async function send(
  { status, headers: given, cookies = [], body }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = cookies.length === 0 ? given : { ...given, 'set-cookie': [...cookies] };
  if (typeof body === 'string') {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  } else {
    await pass(body, request, response, () => response.writeHead(status, headers));
  }
  if (!request.complete && !request.destroyed) dropRest(request);
}

/**
 * Passes a stream on, and whatever happens tells whoever made it that it has ended. An answer that breaks off ends the
 * connection, so that half of it is not taken for the whole.
 */
async function pass(
  body: ReadableStream<Uint8Array> | null,
  request: IncomingMessage,
  response: ServerResponse,
  writeHead: () => void,
): Promise<void> {
  try {
    writeHead();
  } catch (error) {
    await body?.cancel();
    throw error;
  }
  if (body === null || request.method === 'HEAD' || response.destroyed) {
    await body?.cancel();
    response.end();
    return;
  }
  // The head is sent now, for the first byte of the body may be long in coming; and so that its bytes stay as they are,
  // which `flushHeaders` does not see to.
  response.write(noBytes);
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  // Without chunks the end of the connection is the end of the body: it must not end well (RFC 9112 §8).
  source.once('error', () => {
    if (!response.chunkedEncoding) request.socket.resetAndDestroy();
  });
  // A pipeline into a response that is closed already does not touch its source.
  await pipeline(source, response).catch(() => source.destroy());
}

function dropRest(request: IncomingMessage): void {
  // Whoever read the beginning alone may still listen, and then nothing flows.
  request.removeAllListeners('readable');
  request.resume();
  const late = setTimeout(() => request.socket.destroySoon(), restMs);
  request.once('close', () => clearTimeout(late));
}
