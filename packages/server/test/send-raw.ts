import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';

export interface RawCall {
  readonly method?: string;
  /** As it stands on the wire: no client tidies it up. */
  readonly path: string;
  readonly key: string;
  readonly partner?: string;
  readonly customer?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Sends a forward call over a socket, byte for byte, and reads the whole answer. */
export async function sendRaw(url: string, call: RawCall): Promise<RawAnswer> {
  const answer = await openRaw(url, call);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() };
}

/** The same, with the body still to be read. */
export function openRaw(url: string, call: RawCall): Promise<IncomingMessage> {
  const { method = 'GET', path, key, partner, customer, headers = {}, body } = call;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      path,
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        ...(partner === undefined ? {} : { 'consentry-partner': partner }),
        ...(customer === undefined ? {} : { 'consentry-customer': customer }),
        ...(typeof body === 'string' || body instanceof Uint8Array
          ? { 'content-length': String(Buffer.byteLength(body)) }
          : {}),
        ...headers,
      },
    });
    // A refusal may come before the whole body was taken.
    sent.on('error', reject);
    sent.once('response', resolve);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
    else Readable.from(body).pipe(sent);
  });
}
