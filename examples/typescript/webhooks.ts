// Receives Partner Center's webhooks, and believes only what Partner Center signed.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createWebhookReader, isConsentryError, webhookCertificateFolder } from '@consentry/core';
import { systemClock, systemRoots } from '@consentry/core/node';
import { http } from './connect.ts';

const { PORT = '8080', INTERMEDIATES, ROOTS, CERTIFICATE_FOLDER } = process.env; // two for the sandbox alone
const reader = createWebhookReader({
  fetch: http,
  clock: systemClock,
  roots: ROOTS === undefined ? systemRoots() : [await readFile(ROOTS, 'utf8')],
  intermediates: INTERMEDIATES === undefined ? [] : [await readFile(INTERMEDIATES, 'utf8')],
  certificateFolder: CERTIFICATE_FOLDER ?? webhookCertificateFolder,
});
const server = createServer((request, answer) => {
  const isSmall = Number(request.headers['content-length']) <= 65_536;
  const reading = isSmall ? buffer(request) : Promise.reject(new RangeError('too large'));
  const end = (status: number): unknown => answer.writeHead(status).end();
  void reading
    .then((rawBody) => reader.read({ headers: request.headers, rawBody }))
    .then(({ name, resourceUri }) => console.log(`${name} ${resourceUri}`)) // read it there, with a token
    .then(() => end(200))
    .catch((error: unknown) => end(isConsentryError(error) ? error.entry.status : 413));
});
server.listen(Number(PORT), () => console.log('listening'));
