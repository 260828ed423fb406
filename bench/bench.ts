/**
 * Measures the product against its peers, side by side in the same run.
 *
 *     npm run bench                  everything, about ten minutes, into bench/results.json
 *     npm run bench -- B1 B3         some; the results that were kept stay as they are
 *     npm run bench -- --quick       everything in short, only to look
 *     npm run bench -- --test-seconds 118   what `npm test` took, as B12
 *
 * It asserts nothing: a shared machine is slow at times. What counts is the ratio, and that both sides met the same.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Effort } from './benchmark.ts';
import { benchmarkIds, loadBenchmark } from './benchmarks.ts';
import type { Figure } from './figure.ts';
import { readOptions } from './options.ts';
import { writeResults } from './results.ts';
import { buildCommand } from '../scripts/build/build-command.ts';
import { builtFolder } from './support/command.ts';
import { compileCache } from './support/compile-cache.ts';
import { describeMachine, nodeFor } from './support/cores.ts';

const options = readOptions(process.argv.slice(2), benchmarkIds);
const effort: Effort = {
  rounds: options.quick ? 1 : 5,
  scale: options.quick ? 0.1 : 1,
  testSeconds: options.testSeconds,
};
const machine = describeMachine();
console.log(machine);
await buildIfUsed(options.ids);
const results: Figure[] = [];
for (const id of options.ids) {
  const startedAt = performance.now();
  const figures = await runApart(id, effort);
  for (const figure of figures) console.log(describe(figure));
  console.log(`${id} took ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  results.push(...figures);
}
console.table(
  results.map(({ id, what, unit, ours, peer, ratio, reach, reached }) => ({
    id,
    what,
    unit,
    ours,
    peer,
    ratio,
    reach,
    reached: reach === '' ? '' : reached ? 'yes' : 'no',
  })),
);
if (!options.quick && options.ids === benchmarkIds) {
  writeResults({ date: new Date().toISOString(), machine, results });
  console.log('written to bench/results.json; `npm run generate` puts it into docs/benchmarks.md');
}

/** What is measured is what is published, and not the source that the repository runs from. */
async function buildIfUsed(ids: readonly string[]): Promise<void> {
  const benchmarks = await Promise.all(ids.map(loadBenchmark));
  if (!benchmarks.some(({ usesCommand }) => usesCommand)) return;
  const startedAt = performance.now();
  console.log('building the command as it is published, for the benchmarks that start it');
  await buildCommand(builtFolder);
  console.log(`built in ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
}

/** Each benchmark has a process of its own, so that none finds the memory of another. */
async function runApart(id: string, orders: Effort): Promise<readonly Figure[]> {
  const { nodeArgs = [] } = await loadBenchmark(id);
  const { program, args } = nodeFor('client');
  const child = fork(join(import.meta.dirname, 'run-benchmark.ts'), [], {
    execPath: program,
    execArgv: [...args, ...nodeArgs],
    env: { ...process.env, ...compileCache },
  });
  child.send({ id, effort: orders });
  return new Promise((resolve, reject) => {
    child.once('message', (figures) => resolve(figures as readonly Figure[]));
    child.once('exit', (code) => reject(new Error(`${id} ended with ${code}`)));
  });
}

function describe({ id, what, unit, ours, peer, ratio, reach, reached }: Figure): string {
  const verdict = reach === '' ? '' : `, ${reach}: ${reached ? 'reached' : 'NOT REACHED'}`;
  return `${id} ${what}: ${ours} and ${peer} ${unit}, ratio ${ratio}${verdict}`;
}
