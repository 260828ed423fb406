import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { quantile } from '../rounds.ts';

export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Of the last answer. */
  readonly bodyBytes: number;
}

/**
 * Asks on each connection again as soon as the answer is there, and for no longer than told. It does as little as can be,
 * so that the server is measured: a client with a library would be as busy as the server is.
 *
 * @throws Error for an answer other than 200
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url);
  const request = writeRequest(load, `${hostname}:${port}`);
  const times: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + load.durationMs;
  const ends = await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      await once(socket, 'connect');
      return askUntil(socket, request, endAt, times);
    }),
  );
  return {
    perSecond: (times.length * 1000) / (performance.now() - startedAt),
    p99Ms: quantile(times, 0.99),
    bodyBytes: ends[0] ?? 0,
  };
}

function writeRequest({ path, headers, body }: Load, host: string): Buffer {
  const length = Buffer.byteLength(body);
  const lines = Object.entries({ host, 'content-length': String(length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n${body}`);
}

function askUntil(socket: Socket, request: Buffer, endAt: number, times: number[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let sentAt = performance.now();
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const bodyBytes = readAnswer(received);
      if (bodyBytes === undefined) return;
      if (bodyBytes < 0) reject(new Error(received.toString()));
      received = Buffer.alloc(0);
      const now = performance.now();
      times.push(now - sentAt);
      if (now >= endAt) {
        socket.removeAllListeners('close');
        socket.destroy();
        resolve(bodyBytes);
        return;
      }
      sentAt = now;
      socket.write(request);
    });
    socket.write(request);
  });
}

/** @returns the length of the body; undefined while it is not whole; -1 when the answer is not what was asked for */
function readAnswer(received: Buffer): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined) return -1;
  return received.length >= headEnd + 4 + Number(length) ? Number(length) : undefined;
}
