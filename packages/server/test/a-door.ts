import { connect } from 'node:net';
import type { HttpHandler } from '../src/http/incoming.ts';
import { type SocketLimits, serve, standardLimits } from '../src/http/serve.ts';

/** A handler behind a real socket. */
export interface Door extends AsyncDisposable {
  readonly url: string;
  /**
   * Sends these bytes and nothing more, and reads until the other side closes.
   * @returns the status of the first answer, and everything that came; 0 when nothing came
   */
  send(
    ...bytes: readonly (string | Uint8Array)[]
  ): Promise<{ readonly status: number; readonly text: string }>;
}

export async function aDoor(handler: HttpHandler, limits: Partial<SocketLimits> = {}): Promise<Door> {
  const served = await serve(
    'apiListener',
    { host: '127.0.0.1', port: 0 },
    handler,
    { error: () => undefined },
    { ...standardLimits, ...limits },
  );
  const { hostname, port } = new URL(served.url);
  return {
    url: served.url,
    async send(...bytes) {
      const socket = connect(Number(port), hostname);
      // The other side may end the connection while we still send.
      socket.on('error', () => undefined);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const closed = new Promise<void>((resolve) => {
        socket.once('close', () => resolve());
      });
      for (const piece of bytes) socket.write(piece);
      await closed;
      return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text };
    },
    [Symbol.asyncDispose]: () => served.close(0),
  };
}

/** A request as it goes over the wire; the connection ends with its answer. */
export function aRequest(
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): string {
  const all = {
    host: 'broker.example',
    connection: 'close',
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}
