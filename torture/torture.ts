/**
 * Kills a broker under load again and again, and compares every grant with the provider's books.
 *
 *     npm run torture -- --rounds 200 --database postgres --vault key-vault --refresh-tokens single-use --seed 7
 *
 * `--from N` begins with round N: a round does the same in every run with the same seed. The last line counts; the exit code
 * is 1 when something is lost that may not be, or something else is wrong.
 */
import { readOptions } from './options.ts';
import { type Round, runTorture } from './run-torture.ts';
import { steps } from './steps.ts';

const anyMoment = 'any moment';
const options = readOptions(process.argv.slice(2));
const rounds: Round[] = [];
const { database, vault, refreshTokens, seed } = options;
console.log(`torture: ${database}, vault ${vault}, ${refreshTokens} refresh tokens, seed ${seed}`);
await runTorture(options, (round) => {
  rounds.push(round);
  if (rounds.length % 50 === 0) console.log(`${rounds.length} rounds so far`);
  for (const { verdict, grant, why } of round.findings) {
    if (verdict === 'lost') console.log(`round ${round.number}, ${whereOf(round)}: ${grant.id} ${why}`);
  }
  for (const what of round.wrong) console.log(`round ${round.number}, ${whereOf(round)}: ${what}`);
});

const table = Object.fromEntries(
  [...steps, anyMoment].map((where) => {
    const own = rounds.filter((round) => whereOf(round) === where);
    const found = own.flatMap(({ findings }) => findings.map(({ verdict }) => verdict));
    const count = (verdict: string): number => found.filter((one) => one === verdict).length;
    return [
      where,
      {
        rounds: own.length,
        reached: own.filter(({ isReached }) => isReached).length,
        newest: count('newest'),
        'older, works': count('older'),
        'lost, says so': count('said'),
        lost: count('lost'),
      },
    ];
  }),
);
console.table(table);
const findings = rounds.flatMap((round) => round.findings);
const lost = findings.filter(({ verdict }) => verdict === 'lost').length;
const wrong = rounds.flatMap((round) => round.wrong).length;
if (lost + wrong > 0) process.exitCode = 1;
if (wrong > 0) console.log(`${wrong} other things are wrong`);
console.log(`torture: ${rounds.length} rounds, ${findings.length} grants checked, ${lost} lost`);
process.disconnect?.();

function whereOf({ plan }: Round): string {
  return plan.death?.step ?? anyMoment;
}
