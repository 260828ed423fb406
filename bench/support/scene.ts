import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redirectUrisOf } from '@consentry/server';
import { freePort } from '../../e2e/support/free-port.ts';
import type { BrokerOrders, BrokerReady, CloudOrders, CloudReady } from './messages.ts';
import { type Program, startProgram } from './start-program.ts';

/** A folder, a cloud, and brokers that know of it; all of it ends together. */
export interface Scene extends AsyncDisposable {
  readonly folder: string;
  readonly publicPort: number;
  readonly cloud: Program<CloudReady>;
  /** With the name of a replica it gets a data folder and a copy of the master key of its own. */
  startBroker(orders?: Partial<BrokerOrders>): Promise<Program<BrokerReady>>;
  /** Ends when the scene does, after what was begun later. */
  defer(end: () => Promise<void>): void;
}

export async function createScene(world: Omit<CloudOrders, 'redirectUris'>): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'consentry-bench-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const publicPort = await freePort();
  const redirectUris = [redirectUrisOf(`http://localhost:${publicPort}`).connect];
  const cloud = await startProgram<CloudReady>('cloud.ts', {
    part: 'client',
    orders: { ...world, redirectUris } satisfies CloudOrders,
  });
  stack.defer(() => cloud.close());
  return {
    folder,
    publicPort,
    cloud,
    async startBroker(orders = {}) {
      const { replica } = orders;
      if (replica !== undefined) await copyFile(join(folder, 'data.key'), join(folder, `${replica}.key`));
      const { vault: _, ...origins } = cloud.ready.origins;
      const broker = await startProgram<BrokerReady>('broker.ts', {
        part: 'server',
        orders: { folder, origins, publicPort, audit: 'durable', ...orders } satisfies BrokerOrders,
      });
      stack.defer(() => broker.close());
      return broker;
    },
    defer: (end) => stack.defer(end),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
