// Receives Partner Center's webhooks, and believes only what Partner Center signed.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createWebhookReader, isConsentryError, webhookCertificateFolder } from '@consentry/core';
import { systemClock, systemRoots } from '@consentry/core/node';
import { http } from './connect.ts';

const { PORT = '8080', INTERMEDIATES, ROOTS, CERTIFICATE_FOLDER } = process.env; // the last two for the sandbox
const pem = async (file?: string) => (file ? [await readFile(file, 'utf8')] : []);
const roots = ROOTS ? await pem(ROOTS) : systemRoots();
const intermediates = await pem(INTERMEDIATES); // of the authority that issues Microsoft's certificates
const certificateFolder = CERTIFICATE_FOLDER ?? webhookCertificateFolder;
const reader = createWebhookReader({
  fetch: http,
  clock: systemClock,
  roots,
  intermediates,
  certificateFolder,
});

async function receive(request: IncomingMessage): Promise<number> {
  if (!(Number(request.headers['content-length']) <= 65_536)) return 413;
  try {
    const event = await reader.read({ headers: request.headers, rawBody: await buffer(request) });
    console.log(`${event.name} ${event.resourceUri}`); // read it there, with a token
    return 200;
  } catch (error) {
    if (!isConsentryError(error)) return 500;
    return error.code === 'webhook_replayed' ? 200 : error.entry.status;
  }
}
createServer((request, answer) => {
  void receive(request).then((status) => answer.writeHead(status).end());
}).listen(Number(PORT), () => console.log('listening'));
