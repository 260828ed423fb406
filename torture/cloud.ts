import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createSandbox, generateWorld, type IssuedRefreshToken, type Sandbox } from '@consentry/sandbox';
import { redirectUrisOf } from '../packages/server/src/index.ts';
import type { MovingClock } from './moving-clock.ts';
import { publicUrl } from './place.ts';

/** A sandbox behind one port, and the books of what it issued. */
export interface Cloud {
  readonly sandbox: Sandbox;
  readonly port: number;
  /** The refresh tokens of an account, in the order in which they were issued. */
  issuedTo(userObjectId: string): readonly IssuedRefreshToken[];
  /** How often a refresh token was redeemed, or tried to be. */
  redemptions(): number;
  /** Takes what was recorded into the books, so that memory does not grow with what nobody asks for. */
  settle(): void;
  /** Resolves when nobody is connected any more, and nothing that was sent is still being done. */
  isQuiet(): Promise<void>;
  close(): Promise<void>;
}

export interface CloudOptions {
  readonly clock: MovingClock;
  readonly seed: string;
  readonly partners: number;
  readonly refreshTokens: 'reusable' | 'single-use';
}

/** The URL is in a header: one port serves every service, and the vault keeps a name under https. */
export async function createCloud({ clock, seed, partners, refreshTokens }: CloudOptions): Promise<Cloud> {
  const { connect, approve } = redirectUrisOf(publicUrl);
  const world = generateWorld({
    seed,
    partners,
    customers: partners * 2,
    redirectUris: [connect],
    adminConsentRedirectUris: [approve],
  });
  // Callers who are killed all day look like a loop, and a clock that runs makes many calls of few.
  const plenty = 1_000_000_000;
  Object.assign(world.settings, {
    refreshTokens,
    loopLimit: plenty,
    partnerCenterPerMinute: plenty,
    vaultPerTenSeconds: plenty,
  });
  const sandbox = await createSandbox({ world, clock });
  const books = new Map<string, IssuedRefreshToken[]>();
  let redeemed = 0;
  const settle = (): void => {
    for (const record of sandbox.ledger.refreshTokens()) {
      const own = books.get(record.userObjectId) ?? [];
      books.set(record.userObjectId, own);
      own.push(record);
    }
    redeemed += sandbox.ledger.tokenRequests({ grantType: 'refresh_token' }).length;
    sandbox.ledger.clear();
  };

  const sockets = new Set<Socket>();
  const underWay = new Set<IncomingMessage>();
  const server = createServer((request, response) => {
    underWay.add(request);
    pass(sandbox, request, response)
      .catch(() => request.socket.destroy())
      .finally(() => underWay.delete(request));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    sandbox,
    port: (server.address() as AddressInfo).port,
    issuedTo(userObjectId) {
      settle();
      return books.get(userObjectId) ?? [];
    },
    redemptions() {
      settle();
      return redeemed;
    },
    settle,
    async isQuiet() {
      while (sockets.size > 0 || underWay.size > 0) await pause(2);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await sandbox.close();
    },
  };
}

async function pass(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = String(request.headers['x-url']);
  const { origin } = new URL(url);
  const service = Object.entries(sandbox.origins).find(([, own]) => own === origin)?.[0];
  if (service === undefined) throw new TypeError(`nobody answers at ${origin}`);
  const body = await buffer(request);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const headers = Object.entries(request.headers).filter(([name]) => !unsent.has(name));
  const answer = await sandbox.services[service as keyof Sandbox['services']](
    new Request(url, {
      method: request.method ?? 'GET',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      signal: gone.signal,
      ...(body.byteLength > 0 ? { body: new Uint8Array(body) } : {}),
    }),
  );
  const bytes = new Uint8Array(await answer.arrayBuffer());
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(bytes);
}

/** Of the connection, not of the request. */
const unsent = new Set(['x-url', 'host', 'connection', 'content-length', 'transfer-encoding', 'expect']);

/** As the books name a refresh token. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
