import { Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import { Server as HttpsServer, createServer as createHttpsServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import { TLSSocket } from 'node:tls';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { CutResponse, LostConnection } from './control/lost-connection.ts';
import { ListenError } from './listen-error.ts';
import type { ServiceName } from './origins.ts';

/** A service that is bound to a port. */
export interface BoundServer {
  /** `http://host:port`, or https */
  origin: string;
  close(): Promise<void>;
}

/** Where a service is bound. */
export interface Binding {
  service: ServiceName;
  /** An address. */
  host: string;
  /** 0 for a free one. */
  port: number;
  /** The name in the origin, where it is not the address. */
  name?: string | undefined;
  /** What https needs; absent for http. */
  tls?: ServerOptions | undefined;
}

const CODES: Record<string, ListenError['code']> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'not-allowed',
  EADDRNOTAVAIL: 'no-such-address',
  ENOTFOUND: 'no-such-address',
};

/**
 * Binds a service to a port.
 *
 * @throws ListenError when the port or the address cannot be had
 */
export async function bindService(
  serve: (request: Request) => Promise<Response>,
  binding: Binding,
): Promise<BoundServer> {
  const { host, port, name, tls } = binding;
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    ...(tls === undefined ? {} : { createServer: createHttpsServer, serverOptions: tls }),
    fetch: async (request, { outgoing }) => answer(serve, request, outgoing as ServerResponse),
  });
  if (!(server instanceof Server || server instanceof HttpsServer))
    throw new TypeError('the server is not of HTTP/1.1');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = CODES[error.code ?? ''];
      reject(code === undefined ? error : new ListenError(code, binding, error));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    origin: `${scheme}://${name ?? writeHost(host)}:${address.port}`,
    close: () => closeServer(server),
  };
}

/**
 * Asks the service and hands its answer to the socket. A connection that a fault broke really breaks: at once, or in the middle
 * of the body.
 */
async function answer(
  service: (request: Request) => Promise<Response>,
  request: Request,
  outgoing: ServerResponse,
): Promise<Response> {
  try {
    const response = await service(request);
    // The adaptor leaves out the reason phrase, in which Partner Center once said that MFA was missing.
    if (response.statusText !== '') outgoing.statusMessage = response.statusText;
    if (!(response instanceof CutResponse)) return response;
    await breakOff(response, outgoing);
  } catch (error) {
    if (error instanceof LostConnection) reset(outgoing);
    // Nobody waits any more: the client went away, and the service was told.
    else if (!outgoing.destroyed) throw error;
  }
  return RESPONSE_ALREADY_SENT;
}

/** Resets the connection, so that the client sees `ECONNRESET`. Below TLS there is no reset, only an end. */
function reset({ socket }: ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

/** Sends the part of the answer that there is, and ends the connection. */
async function breakOff(response: CutResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  outgoing.flushHeaders();
  try {
    for await (const chunk of response.body ?? []) outgoing.write(chunk);
  } catch (error) {
    if (!(error instanceof LostConnection)) throw error;
  }
  outgoing.socket?.destroySoon();
}

function closeServer(server: Server | HttpsServer): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/** An address as a URL writes it. Where a server listens on every address, its own clients come to loopback. */
function writeHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
