import { systemTimer } from '../src/node/system.ts';
import type { Lease, Leases } from '../src/tokens/lease.ts';
import type { SharedTokens } from '../src/tokens/shared-tokens.ts';
import type { CachedToken } from '../src/tokens/token-cache.ts';

/** What replicas share, in memory. */
export function someReplicas() {
  const holders = new Map<string, number>();
  const shared = new Map<string, CachedToken>();
  let given = 0;
  let live = true;
  let answers = true;
  const leases: Leases = {
    async take(key): Promise<Lease | undefined> {
      if (holders.has(key)) return undefined;
      given += 1;
      const number = given;
      holders.set(key, number);
      return {
        fence: { key, number },
        isLive: () => live,
        extend: async () => answers && live && holders.get(key) === number,
        release: async () => {
          if (holders.get(key) === number) holders.delete(key);
        },
      };
    },
  };
  const sharedTokens: SharedTokens = {
    find: async (grant, { key }) => shared.get(`${grant} ${key}`),
    publish: async (grant, { key }, cached) => void shared.set(`${grant} ${key}`, cached),
    async forget(grant) {
      for (const key of shared.keys()) if (key.startsWith(`${grant} `)) shared.delete(key);
    },
    async forgetTenant(grant, tenant) {
      for (const [key, { token }] of shared)
        if (key.startsWith(`${grant} `) && token.tenant === tenant) shared.delete(key);
    },
  };
  return {
    leases,
    sharedTokens,
    timer: systemTimer,
    held: () => [...holders.keys()],
    /** From now on nobody hears whether a lease was extended. */
    answerNoExtension() {
      answers = false;
    },
    /** From now on a lease is over as soon as it is given. */
    expireAtOnce() {
      live = false;
    },
  };
}
