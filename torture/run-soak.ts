import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../scripts/test/postgres/test-postgres.ts';
import { type ChaosDeps, happen, type Happening, happenings, playSmallFaults } from './chaos.ts';
import { checkGrants, type Finding, listStrangers } from './check-grants.ts';
import type { Report } from './messages.ts';
import { connectPartner } from './people.ts';
import { openPlace } from './place.ts';
import { createScene, type Scene } from './scene.ts';
import { createSeeded, type Seeded } from './seeded.ts';
import { callers, createTally, type Replica, startReplica } from './replica.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: string;
  readonly refreshTokens: 'reusable' | 'single-use';
}

/** What the steady replica held at one moment. */
export interface Sample {
  /** Since the load began, milliseconds. */
  readonly atMs: number;
  readonly report: Report;
}

export interface SoakOutcome {
  readonly findings: readonly Finding[];
  readonly wrong: readonly string[];
  readonly happened: ReadonlyMap<Happening, number>;
  readonly samples: readonly Sample[];
  readonly handedOut: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly redemptions: number;
  /** How many people had to consent again, because a redemption was lost and the grant said so. */
  readonly consentedAgain: number;
  readonly auditEvents: number;
}

/** In the brokers' time an access token lives for six seconds, and a day passes in two minutes and a half. */
const speed = 600;
const sampleEveryMs = 2_000;
const faultsEveryMs = 5_000;
const calibrationMs = 5_000;

export async function runSoak(options: SoakOptions, say: (line: string) => void): Promise<SoakOutcome> {
  await using stack = new AsyncDisposableStack();
  const server = await startPostgres();
  stack.defer(() => server.close());
  const scene = stack.use(
    await createScene({
      ...options,
      database: 'postgres',
      vault: 'key-vault',
      partners: 4,
      server: server.url,
    }),
  );
  const { cloud, clock, partners, key, place } = scene;
  const seeded = createSeeded(options.seed);
  const tally = createTally();
  let restMs = 1;
  clock.go(speed);
  const replicas: Replica[] = [];
  for (const name of ['steady', 'first', 'second']) {
    replicas.push(await startReplica({ scene, name, speed, tally, restMs: () => restMs }));
  }
  stack.defer(() => {
    for (const { victim } of replicas) victim().send('SIGKILL');
  });
  const [steady] = replicas;
  if (steady === undefined) throw new TypeError('there is a steady one');

  // A third of what the callers get when they hardly rest.
  const before = (await steady.victim().report())?.handedOut ?? 0;
  await pause(calibrationMs);
  const rate = (((await steady.victim().report())?.handedOut ?? 0) - before) / (calibrationMs / 1000);
  const targets = partners.reduce((sum, { customers }) => sum + 2 + customers.length, 0);
  restMs = Math.round(1 + (2 * 1000 * targets * callers) / Math.max(1, rate));
  for (const { victim } of replicas) victim().rest({ restMs });
  say(`soak: ${Math.round(rate)} tokens a second on one of three replicas; from here on a third of it`);

  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  const isOver = (): boolean => elapsed() > options.minutes * 60_000;
  const samples: Sample[] = [];
  const happened = new Map<Happening, number>();
  const deps: ChaosDeps = {
    scene,
    server,
    replicas,
    seeded,
    longestStopMs: options.minutes < 10 ? 20_000 : 60_000,
  };
  let consentedAgain = 0;

  const watch = async (): Promise<void> => {
    while (!isOver()) {
      await pause(sampleEveryMs);
      cloud.settle();
      for (const replica of replicas) {
        const report = await Promise.race([replica.victim().report(), pause(1_000, undefined)]);
        if (report === undefined) continue;
        tally.note(replica.victim().pid, report);
        if (replica.isSteady) samples.push({ atMs: elapsed(), report });
      }
    }
  };
  const disturb = async (): Promise<void> => {
    while (!isOver()) {
      // Each of them once, in an order of the seed's, and then again.
      for (const what of shuffle(happenings, seeded)) {
        if (isOver()) return;
        await pause(1_000 + seeded.below(4_000));
        await happen(what, deps);
        happened.set(what, (happened.get(what) ?? 0) + 1);
        say(`${Math.round(elapsed() / 1000)} s: ${what}`);
      }
    }
  };
  const spoil = async (): Promise<void> => {
    while (!isOver()) {
      const end = playSmallFaults(scene, seeded);
      await pause(faultsEveryMs);
      end();
    }
  };
  /** Where refresh tokens work once, a kill may lose one; then a person consents again. */
  const heal = async (): Promise<void> => {
    if (options.refreshTokens === 'reusable') return;
    while (!isOver()) {
      await pause(5_000);
      try {
        consentedAgain += await consentAgain(scene);
      } catch (error) {
        say(`nobody could consent again now: ${String(error)}`);
      }
    }
  };
  await Promise.all([watch(), disturb(), spoil(), heal()]);

  // Everything is in order again; what waits is stored, and then all of them are killed.
  await pause(3_000);
  for (const { victim } of replicas) {
    const report = await victim().report();
    if (report !== undefined) tally.note(victim().pid, report);
    victim().send('SIGKILL');
    await victim().ended;
  }
  clock.go(1);
  await Promise.all([cloud.isQuiet(), scene.database?.isQuiet()]);
  await scene.database?.endLeases();
  clock.move(2 * 60 * 60 * 1000);
  const broker = await openPlace(place, { clock });
  try {
    const findings = await checkGrants({ broker, cloud, place, key }, partners);
    const verdict = await broker.store.audit.verify();
    const auditEvents = verdict.ok ? verdict.events : 0;
    const wrong = replicas.flatMap((_, index) =>
      listStrangers(`${scene.folder}/${['steady', 'first', 'second'][index]}`).map(
        (name) => `${name} was left`,
      ),
    );
    if (!verdict.ok) wrong.push(`the audit: ${JSON.stringify(verdict)}`);
    if (verdict.ok && auditEvents < tally.handedOut()) wrong.push('fewer records than tokens handed out');
    const refused = tally.refused();
    for (const code of refused.keys()) {
      if (code.startsWith('unclassified') || code === 'internal_error') wrong.push(`refused with ${code}`);
    }
    return {
      findings,
      wrong,
      happened,
      samples,
      handedOut: tally.handedOut(),
      refused,
      redemptions: cloud.redemptions(),
      consentedAgain,
      auditEvents,
    };
  } finally {
    await broker.close();
  }
}

async function consentAgain({ place, clock, cloud, partners }: Scene): Promise<number> {
  const broker = await openPlace(place, { clock });
  let count = 0;
  try {
    for (const partner of partners) {
      const [grant] = await broker.store.grants.listByPartner(partner.tenant);
      if (grant?.state !== 'consent_needed') continue;
      // A one-time code is good for half a minute of the person's time.
      clock.go(1);
      await connectPartner(broker, cloud.sandbox, partner);
      count += 1;
    }
    return count;
  } finally {
    clock.go(speed);
    await broker.close();
  }
}

function shuffle<T>(list: readonly T[], seeded: Seeded): readonly T[] {
  return list
    .map((one) => ({ one, at: seeded.below(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
