import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '@consentry/sandbox';
import type { TestPostgres } from '../scripts/test/postgres/test-postgres.ts';
import type { Replica } from './replica.ts';
import type { Scene } from './scene.ts';
import type { Seeded } from './seeded.ts';

export interface ChaosDeps {
  readonly scene: Scene;
  readonly server: TestPostgres;
  readonly replicas: readonly Replica[];
  readonly seeded: Seeded;
  /** How long a replica is stopped at most, milliseconds. */
  readonly longestStopMs: number;
}

/** What can happen to brokers that are otherwise well. */
export const happenings = ['kill', 'stop', 'restart of Postgres', 'vault 429', 'key rollover'] as const;
export type Happening = (typeof happenings)[number];

const shortestStopMs = 5_000;

/** Lets one of them happen, and resolves when it is over. */
export async function happen(what: Happening, deps: ChaosDeps): Promise<void> {
  const { scene, server, seeded } = deps;
  const { control } = scene.cloud.sandbox;
  const mortals = deps.replicas.filter(({ isSteady }) => !isSteady);
  switch (what) {
    case 'kill':
      return seeded.pick(mortals).killAndStart();
    case 'stop': {
      const { victim } = seeded.pick(mortals);
      victim().send('SIGSTOP');
      await pause(shortestStopMs + seeded.below(deps.longestStopMs - shortestStopMs + 1));
      victim().send('SIGCONT');
      return;
    }
    case 'restart of Postgres':
      await server.stop();
      await pause(seeded.below(2_000));
      return server.start();
    case 'vault 429': {
      const fault = { kind: 'answer', status: 429, headers: { 'retry-after': '2' } } as const;
      const played = control.playFault({ service: 'vault', times: 'always', fault });
      await pause(3_000);
      played.remove();
      return;
    }
    case 'key rollover':
      await control.rotateKeys();
      await pause(1_000);
      control.retireKeys();
  }
}

const small: readonly FaultRule['fault'][] = [
  { kind: 'latency', ms: 500 },
  { kind: 'reset' },
  { kind: 'reset-after' },
  { kind: 'garbage' },
  { kind: 'html-page' },
  { kind: 'answer', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'aadsts', code: 90033 },
];

/** Two in a hundred requests at the token endpoint go wrong, for a while in these two ways. @returns the end of it */
export function playSmallFaults({ cloud: { sandbox } }: Scene, seeded: Seeded): () => void {
  const played = [0, 1].map(() =>
    sandbox.control.playFault({
      service: 'login',
      grantType: 'refresh_token',
      percentage: 1,
      fault: seeded.pick(small),
    }),
  );
  return () => {
    for (const one of played) one.remove();
  };
}
