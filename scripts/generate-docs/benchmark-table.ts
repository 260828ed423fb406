import { readResults, type Results } from '../../bench/results.ts';
import { renewParts } from './parts.ts';

/** The page with the table of the benchmarks that were kept. @throws TypeError when it lacks the marks */
export function benchmarksPage(): string {
  return renewParts('docs/benchmarks.md', { benchmarks: () => benchmarkTable(readResults()) });
}

/** The figures with what is to be reached; those that only explain others have no mark. */
function benchmarkTable({ date, machine, results }: Results): string {
  const rows = results.map(
    ({ id, what, unit, ours, peer, ratio, reach, reached }) =>
      `| ${id} | ${what} | ${number(ours)} | ${number(peer)} ${unit} | ${ratio} | ${reach} | ${reach === '' ? '' : reached ? 'yes' : '**no**'} |`,
  );
  return [
    `Measured on ${date.slice(0, 10)} (${machine}) by \`npm run bench\`. What counts is the ratio: both sides worked in turn, in the same run.`,
    '',
    '| | What; its peer | Consentry | Peer | Ratio | Mark | Reached |',
    '| - | - | -: | -: | -: | - | - |',
    ...rows,
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
