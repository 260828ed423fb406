import {
  call,
  ConsentryError,
  createGraph,
  createPartnerCenter,
  type Credential,
  type Fetch,
  Secret,
} from '@consentry/core';
import { createNodeFetch, systemRandom } from '@consentry/core/node';
import { connect } from '../connect.ts';
import type { Run } from '../run.ts';
import type { TargetOptions } from './token.ts';

interface CallOptions extends TargetOptions {
  readonly path: string;
  readonly all?: boolean;
}

/**
 * Makes a GET request with a token of the broker. The token goes to the base URL that the broker named, and
 * nowhere else.
 */
export const callApi: Run<CallOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { accessToken, baseUrl } = await remote.call('acquireToken', {
      body: { partner: options.partner, customer: options.customer, resource: options.resource },
    });
    const credential: Credential = { value: Secret.of(accessToken), baseUrl };
    const fetch = createNodeFetch({ allowLocal: isLocal(baseUrl) });
    try {
      const body =
        options.all === true
          ? await readAll(fetch, credential, options)
          : await readOne(fetch, credential, options);
      output.result(() => JSON.stringify(body, undefined, 2), body);
    } finally {
      await fetch.close();
    }
  } finally {
    await close();
  }
};

async function readOne(fetch: Fetch, credential: Credential, { path }: CallOptions): Promise<unknown> {
  return (await call(fetch, credential, { method: 'GET', path })).json ?? null;
}

async function readAll(
  fetch: Fetch,
  credential: Credential,
  { resource, path }: CallOptions,
): Promise<unknown[]> {
  const source = async (): Promise<Credential> => credential;
  switch (resource) {
    case 'partner-center':
      return Array.fromAsync(
        createPartnerCenter({ fetch, credential: source, random: systemRandom }).collection(path),
      );
    case 'graph':
      return Array.fromAsync(createGraph({ fetch, credential: source }).collection(path));
    default:
      throw new ConsentryError('usage', {
        message: `The pages of ${resource} are not known.`,
        remedy: 'Leave --all out, or use it with partner-center or graph.',
      });
  }
}

/** A cloud on this machine, for trying out; the broker is the one that was configured to allow it. */
function isLocal(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  );
}
