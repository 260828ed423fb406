import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../e2e/support/free-port.ts';
import { writeConfig } from '../../e2e/support/write-config.ts';
import { loadConfig } from '../../packages/cli/src/load-config.ts';
import type { Benchmark } from '../benchmark.ts';
import { atMost, createFigure } from '../figure.ts';
import { addCaller, remoteOf } from '../support/broker.ts';
import { customerTenant } from '../support/library.ts';
import type { BrokerReady } from '../support/messages.ts';
import { partnerTenant, sealGrants } from '../support/seal-grants.ts';
import { startServe } from '../support/serve.ts';
import { startProgram } from '../support/start-program.ts';

const atOnce = 50;
const tokenBytes = 1500;

/** What a broker holds that has handed out a hundred thousand tokens, a minute later. */
export const brokerMemory: Benchmark = {
  usesCommand: true,
  async run({ scale }) {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'consentry-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const endpoint = await startProgram<{ readonly url: string }>('slow-token-endpoint.ts', {
      part: 'client',
      orders: { delayMs: 0 },
    });
    stack.defer(() => endpoint.close());
    const nobody = 'http://127.0.0.1:9';
    const origins = { login: endpoint.ready.url, partnerCenter: nobody, graph: nobody };
    const { configFile } = await writeConfig(folder, await freePort(), origins);
    await sealGrants(await loadConfig({ file: configFile }), 1);
    const broker = await startServe(configFile, { logFile: join(folder, 'broker.log') });
    stack.defer(() => broker.close());

    const tokens = 100_000 * scale;
    await fill(broker.ready, tokens);
    await pause(60_000 * scale);
    const ours = broker.residentMemory() / 1_000_000;
    const peer = (tokens * tokenBytes) / 1_000_000;
    const what = `memory of a broker with ${tokens.toLocaleString('en')} cached tokens of 1.5 KB; the bytes of the tokens`;
    return [createFigure('B11', what, 'MB', { ours, peer }, atMost(450))];
  },
};

async function fill(broker: BrokerReady, tokens: number): Promise<void> {
  const partner = partnerTenant(0);
  const remote = remoteOf(broker, await addCaller(broker, [partner]));
  const rest = Array.from({ length: tokens }, (_, index) => index).values();
  const askNext = async (): Promise<void> => {
    for (const index of rest) {
      const body = { partner, customer: customerTenant(index), resource: 'graph' };
      await remote.call('acquireToken', { body });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askNext));
}
