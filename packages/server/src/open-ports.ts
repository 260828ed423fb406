import {
  createNodeFetch,
  createSystemMemory,
  systemClock,
  systemRandom,
  systemTimer,
} from '@consentry/core/node';
import type { BrokerConfig } from './config.ts';
import type { Log } from './log.ts';
import type { BrokerPorts } from './open-broker.ts';

/** The world of a broker, until it is closed. */
export interface OpenPorts extends BrokerPorts {
  /** Ends the connections to others. */
  close(): Promise<void>;
}

/** What a broker needs of the world, on Node.js. Others are reached by the way that the configuration names, and by no other. */
export function openPorts(
  { allowLocal, extraCa: ca, proxy }: Pick<BrokerConfig, 'allowLocal' | 'extraCa' | 'proxy'>,
  log: Log,
): OpenPorts {
  const fetch = createNodeFetch({ allowLocal, proxy, ...(ca === undefined ? {} : { ca }) });
  return {
    fetch,
    fetchStream: fetch.stream,
    clock: systemClock,
    random: systemRandom,
    timer: systemTimer,
    memory: createSystemMemory(),
    log,
    close: () => fetch.close(),
  };
}
