import { readFile } from 'node:fs/promises';
import { createApis, readTenantId } from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { createCredentialSource, createRemote, Secret } from '@consentry/core/remote';

const { BROKER = 'http://127.0.0.1:44396', KEY_FILE = 'caller.key', PARTNER = '', ALLOW_LOCAL } = process.env;

/** Whose customers are worked on. */
export const partner = readTenantId(PARTNER);

/** The broker, in the name of the program whose key it is; for consents, the operator's. */
export const broker = createRemote({
  baseUrl: BROKER,
  key: Secret.of((await readFile(KEY_FILE, 'utf8')).trim()),
  send: (request) => fetch(request),
});

/** Connections to Microsoft; ALLOW_LOCAL=1 for the sandbox. Close them when the work is done. */
export const http = createNodeFetch({ allowLocal: ALLOW_LOCAL === '1' });

/** Microsoft's APIs, by tokens of the broker. */
export const apis = createApis({ fetch: http, timer: systemTimer, random: systemRandom }, (target) =>
  createCredentialSource(broker, target),
);
