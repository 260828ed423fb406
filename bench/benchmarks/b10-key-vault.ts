import { remoteOf } from '../../torture/people.ts';
import { openPlace } from '../../torture/place.ts';
import { createScene } from '../../torture/scene.ts';
import type { Benchmark } from '../benchmark.ts';
import { atMost, createFigure } from '../figure.ts';

const rounds = 20;
const hourMs = 60 * 60 * 1000;

/** What a broker asks Key Vault for in an hour in which programs ask it for many tokens, by the vault's own books. */
export const keyVault: Benchmark = {
  async run({ scale }) {
    const partners = 100 * scale;
    const options = {
      seed: 'bench',
      database: 'sqlite',
      vault: 'key-vault',
      refreshTokens: 'reusable',
    } as const;
    await using scene = await createScene({ ...options, partners });
    const { clock, cloud, key } = scene;
    clock.go(0);
    const broker = await openPlace(scene.place, { clock });
    cloud.settle();
    const remote = remoteOf(broker, key);
    let handedOut = 0;
    for (let round = 0; round < rounds; round++) {
      for (const { tenant: partner, customers } of scene.partners) {
        const [first, second] = customers;
        for (const wanted of [
          { resource: 'partner-center' },
          { resource: 'graph' },
          { customer: first, resource: 'graph' },
          { customer: second, resource: 'graph' },
          { customer: first, resource: 'graph', scopes: ['User.Read.All'] },
        ]) {
          await remote.call('acquireToken', { body: { partner, ...wanted } });
          handedOut += 1;
        }
      }
      clock.move(hourMs / rounds);
    }
    const calls = cloud.sandbox.ledger.vaultCalls();
    const count = (operation: string): number => calls.filter((call) => call.operation === operation).length;
    await broker.close();
    const what = `of ${handedOut.toLocaleString('en')} tokens of ${partners} grants in an hour; grants`;
    return [
      createFigure('B10', `reads ${what}`, '', { ours: count('get'), peer: partners }, atMost(2 * partners)),
      createFigure('B10', `writes ${what}`, '', { ours: count('set'), peer: partners }, atMost(partners)),
    ];
  },
};
