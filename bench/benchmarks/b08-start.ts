import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../e2e/support/free-port.ts';
import { writeConfig } from '../../e2e/support/write-config.ts';
import { loadConfig } from '../../packages/cli/src/load-config.ts';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, moreAtMost, noMark } from '../figure.ts';
import { alternate } from '../rounds.ts';
import { bareNode, sourceLauncher, timeOf } from '../support/command.ts';
import { sealGrants } from '../support/seal-grants.ts';
import { timeToReady } from '../support/serve.ts';

const nobody = 'http://127.0.0.1:9';

/** From the command line to a broker that listens: the command as it is published, and beside it the source that the repository runs from. */
export const start: Benchmark = {
  usesCommand: true,
  async run({ rounds, scale }) {
    const folder = await mkdtemp(join(tmpdir(), 'consentry-bench-'));
    try {
      const origins = { login: nobody, partnerCenter: nobody, graph: nobody };
      const { configFile } = await writeConfig(folder, await freePort(), origins);
      // The first start makes the store, and the compile cache.
      await timeToReady(configFile);
      await timeToReady(configFile, sourceLauncher);
      const peer = (): Promise<number> => timeOf(bareNode);
      const sides = { ours: () => timeToReady(configFile), peer };
      const empty = await alternate(rounds * 2, sides);
      const source = await alternate(rounds, { ours: () => timeToReady(configFile, sourceLauncher), peer });
      const grants = 10_000 * scale;
      await sealGrants(await loadConfig({ file: configFile }), grants);
      const full = await alternate(rounds * 2, sides);
      const what = `start of the broker with ${grants.toLocaleString('en')} grants; bare Node.js`;
      return [
        createFigure('B8', 'start of the broker, empty; bare Node.js', 'ms', empty, moreAtMost(500)),
        createFigure('B8', what, 'ms', full, moreAtMost(2000)),
        createFigure('B8', 'start of the broker from source, empty; bare Node.js', 'ms', source, noMark),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
