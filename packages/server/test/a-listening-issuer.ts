import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  anIssuer,
  type Claims,
  type IssuerKey,
  signToken,
  type TestIssuer,
} from '../../core/test/an-issuer.ts';

/** What a broker must be for to take its tokens. */
export const audience = 'https://broker.contoso.example';

/** A platform that gives its programs tokens, and publishes its keys on a socket. */
export interface ListeningIssuer extends AsyncDisposable {
  /** Its documents, and what was asked of it. */
  readonly issuer: TestIssuer;
  readonly trusted: { readonly issuer: string; readonly audience: string };
  /** A token that holds, but for what the test changes. @param at epoch milliseconds */
  token(key: IssuerKey, at: number, claims?: Claims, header?: Claims): string;
  /** From now on nobody answers there. */
  stop(): Promise<void>;
  /** At the same address as before. */
  start(): Promise<void>;
}

export async function aListeningIssuer(...keys: readonly IssuerKey[]): Promise<ListeningIssuer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', issuer.url).href;
    void issuer.fetch({ method: 'GET', url, deadlineMs: 0, maxResponseBytes: 0 }).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(),
    );
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const issuer = anIssuer(`http://127.0.0.1:${port}`, ...keys);
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    issuer,
    trusted: { issuer: issuer.url, audience },
    token(key, at, claims = {}, header = {}) {
      const iat = Math.floor(at / 1000);
      const good = { iss: issuer.url, aud: audience, sub: 'a program', iat, nbf: iat, exp: iat + 600 };
      return signToken(key, { ...good, ...claims }, header);
    },
    stop,
    start: () => listen(server, port),
    [Symbol.asyncDispose]: stop,
  };
}

async function listen(server: Server, port: number): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
}
