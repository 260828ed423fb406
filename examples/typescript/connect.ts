import { readFile } from 'node:fs/promises';
import { createApis, readTenantId } from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { createCredentialSource, createRemote, Secret } from '@consentry/core/remote';

const { BROKER = 'http://127.0.0.1:44396', KEY_FILE = 'caller.key', PARTNER = '' } = process.env;
const { ALLOW_LOCAL, CA_FILE } = process.env;
const ca = CA_FILE ? await readFile(CA_FILE, 'utf8') : [];
const lines = (await readFile(KEY_FILE, 'utf8')).split('\n');

/** Whose customers are worked on. */
export const partner = readTenantId(PARTNER);

/** The broker, in the name of the program whose key it is. */
export const broker = createRemote({
  baseUrl: BROKER,
  key: Secret.of(lines.find((line) => /^[^#]/.test(line)) ?? ''), // the operator's has a comment above it
  send: (request) => fetch(request),
  deadlineMs: 240_000, // a consent waits until tokens show it
});

/** Connections to Microsoft; with ALLOW_LOCAL=1 and CA_FILE to the sandbox. Close them when the work is done. */
export const http = createNodeFetch({ allowLocal: ALLOW_LOCAL === '1', ca });

/** Microsoft's APIs, by tokens of the broker. */
export const apis = createApis({ fetch: http, timer: systemTimer, random: systemRandom }, (target) =>
  createCredentialSource(broker, target),
);
