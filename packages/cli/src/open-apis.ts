import {
  type Apis,
  type ApiTarget,
  type Credential,
  type CredentialSource,
  createApis,
} from '@consentry/core';
import { createNodeFetch, systemRandom, systemTimer } from '@consentry/core/node';
import { createCredentialSource, type Remote } from '@consentry/core/remote';

/** Microsoft’s APIs, called from this machine with tokens of a broker. */
export interface OpenApis {
  readonly apis: Apis;
  close(): Promise<void>;
}

/**
 * Opens the APIs. One token is asked for at once, of the target that is called first: it says where the cloud is.
 * @throws ConsentryError those of `acquireToken`
 */
export async function openApis(remote: Remote, first: ApiTarget): Promise<OpenApis> {
  const acquire = createCredentialSource(remote, first);
  const credential = await acquire();
  const begun = beginningWith(credential, acquire);
  const fetch = createNodeFetch({ allowLocal: isLocal(credential.baseUrl) });
  const ports = { fetch, timer: systemTimer, random: systemRandom };
  const apis = createApis(ports, (target) =>
    isSame(target, first) ? begun : createCredentialSource(remote, target),
  );
  return { apis, close: () => fetch.close() };
}

function isSame(one: ApiTarget, other: ApiTarget): boolean {
  return one.resource === other.resource && one.partner === other.partner && one.customer === other.customer;
}

/** The first one is at hand already; each one after it is asked for. */
export function beginningWith(first: Credential, acquire: CredentialSource): CredentialSource {
  let next: Credential | undefined = first;
  return async (options) => {
    const credential = next ?? (await acquire(options));
    next = undefined;
    return credential;
  };
}

/** A cloud on this machine, for trying out; the broker is the one that was configured to allow it. */
export function isLocal(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname.startsWith('127.')
  );
}
