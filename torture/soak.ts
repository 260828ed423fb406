/**
 * Three replicas on Postgres with a Key Vault, under load for a long time, while everything around them goes wrong.
 *
 *     npm run soak -- --minutes 3 --refresh-tokens single-use --seed 7
 *
 * The last line says whether what must hold holds at the end, and whether memory and handles stayed flat; if not, the exit code
 * is 1.
 */
import { parseArgs } from 'node:util';
import { readCount, readOptions } from './options.ts';
import { runSoak } from './run-soak.ts';
import { isFlat, measure } from './trend.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'refresh-tokens': { type: 'string', default: 'reusable' },
  },
});
const minutes = readCount('minutes', values.minutes);
const { refreshTokens } = readOptions(['--refresh-tokens', values['refresh-tokens']]);
console.log(`soak: ${minutes} minutes, ${refreshTokens} refresh tokens, seed ${values.seed}`);
const outcome = await runSoak({ minutes, seed: values.seed, refreshTokens }, (line) => console.log(line));

console.table(Object.fromEntries([...outcome.happened].map(([what, times]) => [what, { times }])));
console.table(Object.fromEntries([...outcome.refused].map(([code, times]) => [code, { times }])));
const trends = {
  'live heap, MB': measure(outcome.samples, ({ heapBytes }) => heapBytes / 1e6),
  'resident memory, MB': measure(outcome.samples, ({ memoryBytes }) => memoryBytes / 1e6),
  handles: measure(outcome.samples, ({ handles }) => handles),
};
console.table(trends);
const { handedOut, redemptions, auditEvents, consentedAgain, findings } = outcome;
console.log(
  `${handedOut} tokens handed out, ${redemptions} redemptions, ${auditEvents} audit events, ${consentedAgain} consents again`,
);
const lost = findings.filter(({ verdict }) => verdict === 'lost');
for (const { grant, why } of lost) console.log(`${grant.id}: ${why}`);
for (const what of outcome.wrong) console.log(what);
const flat =
  isFlat(trends['live heap, MB'], 8) &&
  isFlat(trends['resident memory, MB'], 48) &&
  isFlat(trends.handles, 12);
if (lost.length > 0 || outcome.wrong.length > 0 || !flat) process.exitCode = 1;
console.log(
  `soak: ${minutes} minutes, ${findings.length} grants checked, ${lost.length} lost, ${outcome.wrong.length} wrong, ` +
    `memory and handles ${flat ? 'flat' : 'grew'}`,
);
