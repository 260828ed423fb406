import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Effort } from '../benchmark.ts';
import { createFigure, noMark, timesAtLeast, timesAtMost } from '../figure.ts';
import { median } from '../rounds.ts';
import { addCaller, connectPartner, remoteOf } from '../support/broker.ts';
import { type Load, type LoadResult, runLoad } from '../support/http-load.ts';
import type { BrokerOrders } from '../support/messages.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { startProgram } from '../support/start-program.ts';

const connections = 64;

/** A token that is there already, over HTTP: key and policy checked, and the record durable before the answer. */
export const warmHttp: Benchmark = {
  async run(effort) {
    const durable = await measure('durable', effort);
    const off = await measure('off', effort);
    const what = `warm token over HTTP, audit durable (fsync ${durable.fsyncMs.toFixed(2)} ms); bare node:http`;
    return [
      createFigure('B3', what, '/s', durable.rate, timesAtLeast(0.45)),
      createFigure('B3', 'the same, 99 of 100 answers within', 'ms', durable.slowest, timesAtMost(3)),
      createFigure('B3', 'the same as if there were no audit; bare node:http', '/s', off.rate, noMark),
    ];
  },
};

interface Measured {
  readonly rate: { readonly ours: number; readonly peer: number };
  readonly slowest: { readonly ours: number; readonly peer: number };
  readonly fsyncMs: number;
}

async function measure(audit: BrokerOrders['audit'], { rounds, scale }: Effort): Promise<Measured> {
  await using scene = await createScene({ partners: 1, customers: 1 });
  const durationMs = 4000 * scale;
  const broker = await loadOfBroker(scene, audit);
  const { bodyBytes } = await runLoad({ ...broker, durationMs: 1000 });
  const bare = await loadOfBare(scene, broker, bodyBytes);
  await runLoad({ ...bare, durationMs: 1000 });

  const [ours, peer]: [LoadResult[], LoadResult[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await runLoad({ ...broker, durationMs }));
    peer.push(await runLoad({ ...bare, durationMs }));
  }
  const medianOf = (results: readonly LoadResult[], name: 'perSecond' | 'p99Ms'): number =>
    median(results.map((result) => result[name]));
  return {
    rate: { ours: medianOf(ours, 'perSecond'), peer: medianOf(peer, 'perSecond') },
    slowest: { ours: medianOf(ours, 'p99Ms'), peer: medianOf(peer, 'p99Ms') },
    fsyncMs: measureFsync(scene.folder),
  };
}

async function loadOfBroker(scene: Scene, audit: BrokerOrders['audit']): Promise<Omit<Load, 'durationMs'>> {
  const [partner] = scene.cloud.ready.partners;
  const customer = partner?.customers[0];
  if (partner === undefined || customer === undefined) throw new TypeError('the world has a customer');
  const { ready } = await scene.startBroker({ audit });
  await connectPartner(ready, partner);
  const key = await addCaller(ready, [partner.tenant]);
  const body = { partner: partner.tenant, customer, resource: 'graph' };
  await remoteOf(ready, key).call('acquireToken', { body });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return { url: ready.apiUrl, path: '/v1/tokens', headers, body: JSON.stringify(body), connections };
}

async function loadOfBare(scene: Scene, load: Omit<Load, 'durationMs'>, answerBytes: number) {
  const bare = await startProgram<{ readonly url: string }>('bare-http.ts', {
    part: 'server',
    orders: { answerBytes },
  });
  scene.defer(() => bare.close());
  return { ...load, url: bare.ready.url };
}

/** How long this disk takes to keep four kilobytes, in the middle of fifty times. */
function measureFsync(folder: string): number {
  const file = openSync(join(folder, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: 50 }, () => {
    const startedAt = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  return median(times);
}
