import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { Secret } from '@consentry/core';
import type { Alert } from '../src/alerts/alert.ts';
import type { BrokerConfig } from '../src/index.ts';

/** What becomes of a request: an answer of this status, none at all, or a connection that ends. */
export type WebhookAnswer =
  | 'hang'
  | 'reset'
  | { readonly status: number; readonly headers?: Record<string, string> };

/** Somebody who takes alerts, over a socket of this machine. */
export interface Webhook extends AsyncDisposable {
  /** Where alerts are to go, for the configuration of a broker. */
  readonly config: NonNullable<BrokerConfig['alerts']>;
  /** What nobody may see. */
  readonly secret: string;
  /** What it took, in turn. */
  readonly taken: readonly Alert[];
  /** All that came, taken or not, in turn. */
  readonly bodies: readonly string[];
  /** The headers of what came, in turn. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** How many requests hang at this moment. */
  hanging(): number;
  /** Breaks the connections of those that hang. */
  release(): void;
  /** From now on every request meets this. */
  answerWith(answer: WebhookAnswer): void;
  /** Resolves when so many were taken. */
  took(count: number): Promise<void>;
  /** Resolves when so many have come. */
  cameTo(count: number): Promise<void>;
}

export async function aWebhook(): Promise<Webhook> {
  const secret = 'T0CANARY-webhook-key';
  const taken: Alert[] = [];
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const waiters = new Set<() => void>();
  let answer: WebhookAnswer = { status: 200 };
  const hanging = new Set<ServerResponse>();

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    bodies.push(body);
    headers.push(request.headers);
    if (answer === 'hang') {
      hanging.add(response);
      response.once('close', () => hanging.delete(response));
    } else if (answer === 'reset') request.socket.destroy();
    else reply(response, answer);
    if (typeof answer === 'object' && answer.status === 200) taken.push(JSON.parse(body) as Alert);
    for (const look of waiters) look();
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        waiters.delete(look);
        resolve();
      };
      waiters.add(look);
      look();
    });
  return {
    config: { url: Secret.of(`http://${host}/services/${secret}?sig=${secret}`), host },
    secret,
    taken,
    bodies,
    headers,
    hanging: () => hanging.size,
    release() {
      for (const response of hanging) response.destroy();
    },
    answerWith(next) {
      answer = next;
    },
    took: (count) => until(() => taken.length >= count),
    cameTo: (count) => until(() => bodies.length >= count),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, { status, headers = {} }: Exclude<WebhookAnswer, string>): void {
  response.writeHead(status, headers).end('ok');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
