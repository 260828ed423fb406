// Receives Partner Center's webhooks, and believes only what Partner Center signed.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createWebhookReader, isConsentryError } from '@consentry/core';
import { systemClock, systemRoots } from '@consentry/core/node';
import { http } from './connect.ts';

const { PORT = '8080', INTERMEDIATES, ROOTS, CERTIFICATE_FOLDER: certificateFolder } = process.env;
const pem = async (file?: string) => file && [await readFile(file, 'utf8')];
const reader = createWebhookReader({
  fetch: http,
  clock: systemClock,
  roots: (await pem(ROOTS)) || systemRoots(),
  intermediates: (await pem(INTERMEDIATES)) || [],
  ...(certificateFolder !== undefined && { certificateFolder }),
});
async function receive(request: IncomingMessage): Promise<number> {
  try {
    if (!(Number(request.headers['content-length']) <= 65_536)) return 413;
    const event = await reader.read({ headers: request.headers, rawBody: await buffer(request) });
    console.log(`${event.name} ${event.resourceUri}`); // read it there, with a token
    return 200;
  } catch (error) {
    return isConsentryError(error, 'webhook_replayed') ? 200 : 503;
  }
}
createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end());
}).listen(Number(PORT));
