import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** As Graph names it, and as ARM does. */
const nextLink = (url: string, next: string): object =>
  url.startsWith('/v1.0/') ? { '@odata.nextLink': next } : { nextLink: next };
const pathOf = (url: string): string => url.split('?')[0] ?? '';

const tenant = '11111111-2222-4333-8444-555555555555';

/** A program at the other end that gives numbered tokens, and an API of three pages. */
export async function anApi(t: TestContext) {
  const usedTokens: (string | undefined)[] = [];
  const asked: unknown[] = [];
  let issued = 0;
  const answer = ({ method, url, headers }: IncomingMessage, origin: string): unknown => {
    if (method === 'POST') {
      issued += 1;
      return {
        accessToken: `token-${issued}`,
        tokenType: 'Bearer',
        expiresAt: '2026-11-20T12:00:00.000Z',
        access: 'delegated',
        tenant,
        resource: 'graph',
        scopes: [],
        missingScopes: [],
        fromCache: false,
        baseUrl: origin,
        cloud: 'test-cloud',
      };
    }
    usedTokens.push(headers.authorization);
    if (url?.startsWith('/api/incidents') === true) return { value: [{ incidentId: 7 }] };
    const page = Number(new URL(url ?? '', origin).searchParams.get('page'));
    return {
      value: [page],
      ...(page < 3 ? nextLink(url ?? '', `${origin}${pathOf(url ?? '')}?page=${page + 1}`) : {}),
    };
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (body !== '') asked.push(JSON.parse(body));
    const { port } = server.address() as AddressInfo;
    response.setHeader('content-type', 'application/json');
    if (request.url?.startsWith('/v1/call/graph/v1.0/') === true)
      response.setHeader('consentry-upstream', 'true');
    response.end(JSON.stringify(answer(request, `http://127.0.0.1:${port}`)));
  };
  const server = createServer((request, response) => void reply(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'consentry-call-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'caller.key');
  await writeFile(keyFile, 'cty_key\n', { mode: 0o600 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { url, keyFile, partner: tenant, customer: tenant, resource: 'graph' };
  return { asked, usedTokens, issued: () => issued, target: options };
}
