import { setTimeout as pause } from 'node:timers/promises';
import { isConsentryError } from '@consentry/core';
import type { Orders } from './messages.ts';
import { remoteOf } from './people.ts';
import type { PlacedBroker } from './place.ts';

/** Callers who ask for tokens without end. */
export interface Load {
  readonly counts: { handedOut: number; readonly refused: Map<string, number> };
  rest(ms: number): void;
}

/** Half of them want a token that lives for a while yet, so that many are renewed before they expire. */
const wishesMs = [0, 25 * 60_000] as const;

export function startLoad(broker: PlacedBroker, orders: Orders): Load {
  const remote = remoteOf(broker, orders.key);
  const counts = { handedOut: 0, refused: new Map<string, number>() };
  let { restMs } = orders;

  const ask = async (body: Parameters<typeof remote.call<'acquireToken'>>[1]['body']): Promise<void> => {
    for (;;) {
      try {
        await remote.call('acquireToken', { body });
        counts.handedOut += 1;
      } catch (error) {
        const code = isConsentryError(error) ? error.code : `unclassified: ${String(error)}`;
        counts.refused.set(code, (counts.refused.get(code) ?? 0) + 1);
        await pause(20);
      }
      await pause(restMs);
    }
  };

  const targets = orders.partners.flatMap(({ tenant: partner, customers }) => [
    { partner, resource: 'partner-center' },
    { partner, resource: 'graph' },
    ...customers.map((customer) => ({ partner, customer, resource: 'graph' })),
  ]);
  for (const target of targets) {
    for (let caller = 0; caller < orders.callers; caller++) {
      void ask({ ...target, minimumLifetimeMs: wishesMs[caller % 2] });
    }
  }
  const jobs = async (): Promise<void> => {
    for (;;) {
      await pause(50);
      await Promise.allSettled([broker.app.tokens.storeFailedSuccessors(), broker.app.tokens.keepAlive(5)]);
    }
  };
  void jobs();
  return {
    counts,
    rest(ms) {
      restMs = ms;
    },
  };
}
