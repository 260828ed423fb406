import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkGrants, type Finding, listStrangers } from './check-grants.ts';
import type { TortureOptions } from './options.ts';
import { openPlace } from './place.ts';
import { createScene } from './scene.ts';
import { createSeeded } from './seeded.ts';
import { type Step, steps } from './steps.ts';
import { startVictim } from './victims.ts';

/** How a round goes: the broker dies at a step, or at any moment. */
export interface Plan {
  readonly death: { readonly step: Step; readonly time: number } | undefined;
  /** When it is killed if it still lives, milliseconds after it began to work. */
  readonly afterMs: number;
}

/** What one round showed. */
export interface Round {
  readonly number: number;
  readonly plan: Plan;
  /** The broker died by its own hand, at the step. */
  readonly isReached: boolean;
  readonly findings: readonly Finding[];
  /** What is wrong beside the grants: the audit, files that nobody knows. */
  readonly wrong: readonly string[];
}

const partnerCount = 4;
/** In the broker's time an access token lives for three quarters of a second. */
const speed = 5_000;
/** From round to round more than a day passes, so that each refresh token is due to be stored anew. */
const betweenMs = 25 * 60 * 60 * 1000;
/** How long a step is waited for that does not come. */
const patienceMs = 1_500;

/** The plan of a round, by the seed and its number alone. Every other round ends at a step. */
export function planRound(seed: string, number: number): Plan {
  const seeded = createSeeded(seed, number);
  if (number % 2 === 0) return { death: undefined, afterMs: seeded.below(400) };
  const step = steps[((number - 1) / 2) % steps.length] ?? seeded.pick(steps);
  return { death: { step, time: 1 + seeded.below(partnerCount) }, afterMs: patienceMs };
}

/** Kills a broker again and again, and looks at what is left. */
export async function runTorture(options: TortureOptions, onRound: (round: Round) => void): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const scene = stack.use(await createScene({ ...options, partners: partnerCount }));
  const { clock, cloud, database, place, partners, key } = scene;
  let next = startVictim();
  stack.defer(() => next.send('SIGKILL'));
  for (let number = options.from; number < options.from + options.rounds; number++) {
    const plan = planRound(options.seed, number);
    const victim = next;
    await cloud.isQuiet();
    clock.move(betweenMs);
    const { death } = plan;
    await victim.work(scene.order({ callers: 2, restMs: 1, ...(death && { death }) }, speed));
    if (number + 1 < options.from + options.rounds) next = startVictim();
    const isReached = await Promise.race([victim.ended.then(() => true), pause(plan.afterMs, false)]);
    victim.send('SIGKILL');
    const end = await victim.ended;
    if (end !== 'SIGKILL') throw new Error(`the broker of round ${number} ended by itself: ${end}`);
    clock.go(1);
    await Promise.all([cloud.isQuiet(), database?.isQuiet()]);
    await database?.endLeases();
    // Nothing that was handed out still lives, so that the check redeems.
    clock.move(2 * 60 * 60 * 1000);
    onRound({ number, plan, isReached, ...(await look()) });
  }

  async function look(): Promise<Pick<Round, 'findings' | 'wrong'>> {
    const strangers = listStrangers(join(scene.folder, place.replica));
    const broker = await openPlace(place, { clock });
    try {
      const findings = await checkGrants({ broker, cloud, place, key }, partners);
      const verdict = await broker.store.audit.verify();
      const wrong = strangers.map((name) => `${name} was left in the data folder`);
      return { findings, wrong: verdict.ok ? wrong : [...wrong, `the audit: ${JSON.stringify(verdict)}`] };
    } finally {
      await broker.close();
    }
  }
}
