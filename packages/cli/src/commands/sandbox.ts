import { createSandbox } from '@consentry/sandbox';
import type { Run } from '../run.ts';
import { chooseWorld, type WorldOptions } from '../sandbox/choose-world.ts';
import { describe, readyLine } from '../sandbox/describe.ts';
import { type AddressOptions, listen } from '../sandbox/listen.ts';
import { untilStopped } from '../until-stopped.ts';

/** Starts a sandbox, on free loopback ports unless told otherwise. With `--json`, one line says where everything is. */
export const sandbox: Run<WorldOptions & AddressOptions> = async (options, output) => {
  const running = await createSandbox({ world: await chooseWorld(options) });
  const { ca, close } = await listen(running, options);
  // Before the line is out: whoever reads it may stop us at once.
  output.ifInterrupted?.(undefined);
  const stopped = untilStopped({ close });
  if (options.exposeToNetwork === true) {
    output.note('Whoever reaches this machine can use the sandbox. Its control stays on loopback.');
  }
  output.result(() => describe(running, ca), readyLine(running, ca));
  await stopped;
};
