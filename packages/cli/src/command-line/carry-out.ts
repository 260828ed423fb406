import { createOutput } from '../terminal/output.ts';
import { endOnSignal } from '../terminal/end-on-signal.ts';
import type { Run } from '../run.ts';
import { checkValues } from './check-values.ts';
import type { Carry } from './create-program.ts';

/**
 * Checks what was typed, loads the command, and runs it. Until it is over, Ctrl-C says how to go on.
 * @throws ConsentryError `usage`, and those of the command
 */
export const carryOut: Carry = async (path, usage, typed) => {
  checkValues(path, usage, typed);
  const { load, argument, interrupted } = usage;
  if (load === undefined) throw new TypeError(`${path} does nothing by itself`);
  using ending = endOnSignal(interrupted);
  const output = {
    ...createOutput({ json: typed.options.json === true }),
    ifInterrupted: ending.say,
  };
  // What the usage declares is what the command takes.
  const command = (await load()) as Run<object>;
  await command({ ...typed.options, ...(argument && { [argument.as]: typed.argument }) }, output);
};
