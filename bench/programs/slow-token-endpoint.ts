/** A token endpoint that gives everybody a token, after a delay. It looks at nothing, so that it is never the slower side. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hearOrders, serveQuestions } from '../support/hear-orders.ts';
import { writeTokenAnswer } from '../support/token-answer.ts';

const { delayMs } = await hearOrders<{ readonly delayMs: number }>();
const server = createServer((request, response) => {
  const answer = (): void => {
    const body = writeTokenAnswer(1500);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  request.resume();
  request.on('end', () => {
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
serveQuestions({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, {}, () => {
  server.closeAllConnections();
  server.close();
});
