import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API of somebody else's making, which tells what reached it and answers as a test wants. */
export interface RecordingApi extends AsyncDisposable {
  readonly baseUrl: string;
  /** The requests that came, the oldest first. */
  readonly seen: readonly { readonly request: IncomingMessage; readonly body: () => Promise<string> }[];
  /** Answers from now on. */
  answer: RequestListener;
  /** The next request, not answered: `answer` is left out for it. */
  next(): Promise<{ request: IncomingMessage; response: ServerResponse }>;
}

export async function aRecordingApi(): Promise<RecordingApi> {
  const seen: { request: IncomingMessage; body: () => Promise<string> }[] = [];
  const waiting: ((came: { request: IncomingMessage; response: ServerResponse }) => void)[] = [];
  const server = createServer((request, response) => {
    seen.push({ request, body: () => textOf(request) });
    const taker = waiting.shift();
    if (taker === undefined) api.answer(request, response);
    else taker({ request, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: RecordingApi = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    seen,
    answer: (request, response) => {
      request.resume().once('end', () => response.end('{}'));
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
