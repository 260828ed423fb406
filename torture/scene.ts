import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, createCloud } from './cloud.ts';
import { createDatabase, type OwnDatabase } from './database.ts';
import type { Orders } from './messages.ts';
import { createMovingClock, type MovingClock } from './moving-clock.ts';
import type { TortureOptions } from './options.ts';
import { addCaller, connectPartner, listPartners, type Partner } from './people.ts';
import { openPlace, type Place } from './place.ts';

export interface SceneOptions extends Pick<TortureOptions, 'seed' | 'database' | 'vault' | 'refreshTokens'> {
  readonly partners: number;
  /** The URL of a Postgres server; that of this run unless told otherwise. */
  readonly server?: string;
}

/** A cloud, a store, and partners who have connected. Nobody has the store open. */
export interface Scene {
  readonly folder: string;
  readonly clock: MovingClock;
  readonly cloud: Cloud;
  readonly database: OwnDatabase | undefined;
  readonly place: Place;
  readonly partners: readonly Partner[];
  /** Of the caller that may have every token. */
  readonly key: string;
  /** The place of another replica, with a data folder and a copy of the master key of its own. */
  addReplica(name: string): Promise<Place>;
  /** Orders for a broker that works at the clock's pace from now on. */
  order(
    change: Omit<Orders, 'pace' | 'key' | 'partners' | 'place'> & { readonly place?: Place },
    speed: number,
  ): Orders;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function createScene(options: SceneOptions): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'consentry-torture-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const clock = createMovingClock();
    const cloud = await createCloud({ ...options, clock });
    stack.defer(() => cloud.close());
    const database = options.database === 'postgres' ? await createDatabase(options.server) : undefined;
    stack.defer(async () => database?.drop());
    const place: Place = {
      folder,
      replica: 'data',
      origins: cloud.sandbox.origins,
      cloudPort: cloud.port,
      vault: options.vault,
      refreshTokens: options.refreshTokens,
      ...(database === undefined ? {} : { postgres: database.postgres }),
    };
    const partners = listPartners(cloud.sandbox);
    const first = await openPlace(place, { clock });
    let key: string;
    try {
      for (const partner of partners) await connectPartner(first, cloud.sandbox, partner);
      key = await addCaller(first, partners);
    } finally {
      await first.close();
    }
    const held = stack.move();
    return {
      folder,
      clock,
      cloud,
      database,
      place,
      partners,
      key,
      async addReplica(replica) {
        await copyFile(join(folder, 'data.key'), join(folder, `${replica}.key`));
        return { ...place, replica };
      },
      order: (change, speed) => ({ place, pace: clock.go(speed), key, partners, ...change }),
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    };
  } finally {
    await stack.disposeAsync();
  }
}
