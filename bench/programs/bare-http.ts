/** The least that a server of JSON can do: it reads a body, parses it, and answers with as many bytes as told. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hearOrders, serveQuestions } from '../support/hear-orders.ts';

const { answerBytes } = await hearOrders<{ readonly answerBytes: number }>();
const filler = 'x'.repeat(answerBytes - JSON.stringify({ accessToken: '', resource: 'graph' }).length);
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    const { resource } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly resource: string };
    const body = JSON.stringify({ accessToken: filler, resource });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
serveQuestions({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, {}, () => {
  server.closeAllConnections();
  server.close();
});
