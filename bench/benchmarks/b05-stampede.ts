import { aBareDatabase } from '../../packages/server/test/a-database.ts';
import { startPostgres } from '../../scripts/test/postgres/test-postgres.ts';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, exactly, type Figure } from '../figure.ts';
import { addCaller, connectPartner, remoteOf } from '../support/broker.ts';
import type { BrokerReady, DatabaseWords } from '../support/messages.ts';
import { createMsal } from '../support/msal.ts';
import { createScene, type Scene } from '../support/scene.ts';

const callers = 200;

/** Everybody asks at once for a token that is not there. How often is Entra asked? */
export const stampede: Benchmark = {
  async run() {
    const figures = [await countAtOne()];
    const postgres = await startPostgres();
    try {
      figures.push(await countAtThree(postgres.url));
    } finally {
      await postgres.close();
    }
    return figures;
  },
};

async function countAtOne(): Promise<Figure> {
  await using scene = await createScene({ partners: 1, customers: 1 });
  const { ready } = await scene.startBroker();
  const ours = await countRedemptions(scene, [ready]);
  return await compare(`${callers} cold callers at once, one broker`, ours);
}

async function countAtThree(server: string): Promise<Figure> {
  const { address, drop } = await aBareDatabase(server);
  await using scene = await createScene({ partners: 1, customers: 1 });
  scene.defer(drop);
  const { tls: _, password, ...rest } = address;
  const database: DatabaseWords = { ...rest, password: password?.reveal() ?? '' };
  const first = await scene.startBroker({ database });
  const second = await scene.startBroker({ database, replica: 'second' });
  const third = await scene.startBroker({ database, replica: 'third' });
  const brokers = [first.ready, second.ready, third.ready];
  const ours = await countRedemptions(scene, brokers);
  return await compare(`${callers} cold callers at once, three replicas on Postgres`, ours);
}

async function countRedemptions(scene: Scene, brokers: readonly BrokerReady[]): Promise<number> {
  const [partner] = scene.cloud.ready.partners;
  const [first] = brokers;
  const customer = partner?.customers[0];
  if (partner === undefined || customer === undefined || first === undefined) {
    throw new TypeError('there is a broker, and the world has a customer');
  }
  await connectPartner(first, partner);
  const key = await addCaller(first, [partner.tenant]);
  const remotes = brokers.map((broker) => remoteOf(broker, key));
  const body = { partner: partner.tenant, customer, resource: 'graph' };
  const before = await scene.cloud.ask<number>('redemptions');
  await Promise.all(
    Array.from({ length: callers }, async (_, index) => {
      await remotes[index % remotes.length]?.call('acquireToken', { body });
    }),
  );
  return (await scene.cloud.ask<number>('redemptions')) - before;
}

async function compare(what: string, ours: number): Promise<Figure> {
  const msal = createMsal({ clientSecret: 'a secret of nobody' }, 1500);
  await Promise.all(Array.from({ length: callers }, () => msal.redeem()));
  return createFigure('B5', `${what}; MSAL Node`, 'calls', { ours, peer: msal.asked() }, exactly(1));
}
