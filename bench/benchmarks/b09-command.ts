import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { createFigure, moreAtMost, timesAtMost } from '../figure.ts';
import { alternate } from '../rounds.ts';
import { addCaller, connectPartner } from '../support/broker.ts';
import { bareNode, launcher, timeOf } from '../support/command.ts';
import { createScene } from '../support/scene.ts';

/** The command as it is published, by its launcher, from start to end. */
export const command: Benchmark = {
  usesCommand: true,
  async run({ rounds }) {
    await using scene = await createScene({ partners: 1, customers: 1 });
    const [partner] = scene.cloud.ready.partners;
    if (partner === undefined) throw new TypeError('the world has a partner');
    const { ready } = await scene.startBroker();
    await connectPartner(ready, partner);
    const keyFile = join(scene.folder, 'caller.key');
    await writeFile(keyFile, await addCaller(ready, [partner.tenant]), { mode: 0o600 });
    const target = ['--partner', partner.tenant, '--resource', 'partner-center'];
    const token = [launcher, 'token', '--url', ready.apiUrl, '--key-file', keyFile, ...target];
    const help = [launcher, '--help'];
    // The first ones fill the compile cache, and the broker's.
    await timeOf(help);
    await timeOf(token);
    const peer = (): Promise<number> => timeOf(bareNode);
    const [helped, given] = [
      await alternate(rounds * 2, { ours: () => timeOf(help), peer }),
      await alternate(rounds * 2, { ours: () => timeOf(token), peer }),
    ];
    return [
      createFigure('B9', 'consentry --help; bare Node.js', 'ms', helped, timesAtMost(3)),
      createFigure('B9', 'consentry token at a running broker; bare Node.js', 'ms', given, moreAtMost(400)),
    ];
  },
};
