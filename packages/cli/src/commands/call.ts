import {
  ConsentryError,
  type CredentialSource,
  call,
  createApis,
  type Fetch,
  readTenantId,
} from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { createCredentialSource } from '@consentry/core/remote';
import { connect } from '../connect.ts';
import { beginningWith, isLocal } from '../open-apis.ts';
import type { Run } from '../run.ts';
import type { Output } from '../terminal/output.ts';
import type { TargetOptions } from './token.ts';

interface CallOptions extends TargetOptions {
  readonly path: string;
  readonly all?: boolean;
  readonly throughBroker?: boolean;
}

/** As long as the broker gives an API. */
const throughBrokerMs = 5 * 60 * 1000;

/**
 * Makes a GET request with a token of the broker. The token goes to the base URL that the broker named, and
 * nowhere else; with `--through-broker` it does not leave the broker. With `--all` each page is asked for with a token of its own, so that a long list outlives one.
 */
export const callApi: Run<CallOptions> = async (options, output) => {
  if (options.throughBroker === true) return callThroughBroker(options, output);
  const { remote, close } = await connect(options);
  try {
    const { partner, customer, resource } = options;
    const acquire = createCredentialSource(remote, { partner, customer, resource });
    const first = await acquire();
    const fetch = createNodeFetch({ allowLocal: isLocal(first.baseUrl) });
    try {
      const body = await read(fetch, beginningWith(first, acquire), options);
      output.result(() => JSON.stringify(body, undefined, 2), body);
    } finally {
      await fetch.close();
    }
  } finally {
    await close();
  }
};

async function callThroughBroker(options: CallOptions, output: Output): Promise<void> {
  if (options.all === true) {
    throw new ConsentryError('usage', {
      message: 'The pages of a call through the broker are not followed.',
      remedy: 'Leave --all out and ask for one page after the other, or leave --through-broker out.',
    });
  }
  const { remote, close } = await connect(options, { deadlineMs: throughBrokerMs });
  try {
    const { partner, customer, resource, path } = options;
    const body = (await remote.forward({ partner, customer, resource, path })) ?? null;
    output.result(() => JSON.stringify(body, undefined, 2), body);
  } finally {
    await close();
  }
}

async function read(fetch: Fetch, credential: CredentialSource, options: CallOptions): Promise<unknown> {
  const { resource, path, all = false } = options;
  const partner = readTenantId(options.partner);
  const ports = { fetch, timer: systemTimer, random: systemRandom };
  const apis = createApis(ports, () => credential);
  if (!all) return (await call(fetch, await credential(), { method: 'GET', path })).json ?? null;
  switch (resource) {
    case 'partner-center':
      return Array.fromAsync(apis.partnerCenter({ partner }).collection(path));
    case 'graph':
      return Array.fromAsync(apis.graph({ partner }).collection(path));
    case 'arm':
      return Array.fromAsync(apis.arm({ partner }).collection(path));
    case 'defender':
      return Array.fromAsync(apis.defender({ partner }).collection(path));
    default:
      throw new ConsentryError('usage', {
        message: `The pages of ${resource} are not known.`,
        remedy: 'Leave --all out, or use it with partner-center, graph, arm or defender.',
      });
  }
}
