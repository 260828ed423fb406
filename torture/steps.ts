import type { Fetch, Leases, Vault } from '@consentry/core';
import type { OpenVault } from '../packages/server/src/open-vault.ts';
import type { Store } from '../packages/server/src/stores/store.ts';

/** The steps of a redemption, in their order. Where one process alone has the store, the row stands for the lease. */
export const steps = [
  'before the lease',
  'after the lease',
  'intent written',
  'before the request',
  'after the answer',
  'after the put',
  'after the renewal',
  'old one removed',
  'before the answer to the caller',
] as const;

export type Step = (typeof steps)[number];

/** Told of each step that is reached. It may not come back. */
export type Reach = (step: Step) => void;

/** Outgoing HTTP that tells when a refresh token goes out, and when its answer came. */
export function watchFetch(fetch: Fetch, reach: Reach): Fetch {
  return async (request) => {
    const isRedemption = request.body?.includes('grant_type=refresh_token') === true;
    if (isRedemption) reach('before the request');
    const answer = await fetch(request);
    if (isRedemption) reach('after the answer');
    return answer;
  };
}

/** A store that tells of leases, of intents, of renewals, and of the record that comes before a token is handed out. */
export function watchStore(store: Store, reach: Reach): Store {
  const { grants, replicas } = store;
  const isAlone = replicas === undefined;
  const told = async <T>(work: Promise<T>, step: Step): Promise<T> => {
    const outcome = await work;
    reach(step);
    return outcome;
  };
  return {
    ...store,
    grants: {
      ...grants,
      find: (id) => {
        if (!isAlone) return grants.find(id);
        reach('before the lease');
        return told(grants.find(id), 'after the lease');
      },
      beginRedemption: (row, at) => told(grants.beginRedemption(row, at), 'intent written'),
      renew: (row, next) => told(grants.renew(row, next), 'after the renewal'),
    },
    audit: new Proxy(store.audit, {
      get(audit, name) {
        const method: unknown = Reflect.get(audit, name);
        if (typeof method !== 'function') return method;
        if (name !== 'write') return method.bind(audit) as unknown;
        return async (...events: Parameters<typeof audit.write>) => {
          await audit.write(...events);
          if (events[0].type === 'token.issued') reach('before the answer to the caller');
        };
      },
    }),
    replicas: replicas && { ...replicas, leases: watchLeases(replicas.leases, reach) },
  };
}

function watchLeases(leases: Leases, reach: Reach): Leases {
  return {
    async take(key) {
      reach('before the lease');
      const lease = await leases.take(key);
      if (lease !== undefined) reach('after the lease');
      return lease;
    },
  };
}

/** A vault that tells what it has done. Where refresh tokens stay valid nothing is noted, and reading one stands for it. */
export function watchVault(
  open: OpenVault,
  refreshTokens: 'reusable' | 'single-use',
  reach: Reach,
): OpenVault {
  const { vault } = open;
  const watched: Vault = {
    async put(record, secret) {
      const ref = await vault.put(record, secret);
      reach('after the put');
      return ref;
    },
    async get(ref, record) {
      const secret = await vault.get(ref, record);
      if (refreshTokens === 'reusable') reach('intent written');
      return secret;
    },
    async remove(ref) {
      await vault.remove(ref);
      reach('old one removed');
    },
    purge: (grant, ref) => vault.purge(grant, ref),
  };
  return { ...open, vault: watched };
}
