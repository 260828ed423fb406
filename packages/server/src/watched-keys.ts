import {
  type Clock,
  createSigningKeys,
  createWorkloadTokenReader,
  type Fetch,
  type SigningKeys,
  type WorkloadTokenReader,
} from '@consentry/core';
import type { BrokerConfig } from './config.ts';
import type { Observer } from './observe/observer.ts';

interface Deps<Settings extends keyof BrokerConfig> {
  readonly config: Pick<BrokerConfig, Settings>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'metrics' | 'watch'>;
}

/** The identity provider's signing keys; each fetch is traced and counted. */
export function createWatchedSigningKeys(deps: Deps<'cloud' | 'entra'>): SigningKeys {
  const { config, fetch, clock, observer } = deps;
  const { cloud, entra: dialect } = config;
  const { metrics, watch } = observer;
  return createSigningKeys({
    cloud,
    fetch,
    clock,
    dialect,
    watch: (work) =>
      watch(work, {
        span: 'signing keys',
        ended: ({ outcome }) => metrics.count('consentry_signing_keys_fetches_total', { outcome }),
      }),
  });
}

/** Reads the tokens of callers without a key; each fetch of their issuers' keys is traced and counted. */
export function createWatchedTokenReader(deps: Deps<'issuers'>): WorkloadTokenReader {
  const { config, fetch, clock, observer } = deps;
  const { metrics, watch } = observer;
  return createWorkloadTokenReader({
    issuers: config.issuers,
    fetch,
    clock,
    watch: (work) =>
      watch(work, {
        span: 'issuer keys',
        root: true,
        ended: ({ outcome }) => metrics.count('consentry_issuer_keys_fetches_total', { outcome }),
      }),
  });
}
