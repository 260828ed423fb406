import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** `B1`, …; all of them when none is named. */
  readonly ids: readonly string[];
  readonly quick: boolean;
  readonly testSeconds: number | undefined;
}

/** @throws TypeError for an option that is not known, a benchmark that there is not, or a number that is none */
export function readOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, 'test-seconds': { type: 'string' } },
  });
  for (const id of positionals) {
    if (!known.includes(id)) throw new TypeError(`${id} is not one of ${known.join(', ')}`);
  }
  const seconds = values['test-seconds'];
  if (seconds !== undefined && !/^\d{1,5}(\.\d+)?$/.test(seconds)) {
    throw new TypeError('--test-seconds takes a number of seconds');
  }
  return {
    ids: positionals.length > 0 ? positionals : known,
    quick: values.quick,
    testSeconds: seconds === undefined ? undefined : Number(seconds),
  };
}
