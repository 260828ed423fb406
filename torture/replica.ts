import { setTimeout as pause } from 'node:timers/promises';
import type { Report } from './messages.ts';
import type { Scene } from './scene.ts';
import { startVictim, type Victim } from './victims.ts';

/** A broker in a process of its own, and those that come after it when it is killed. */
export interface Replica {
  /** Nothing but the database, the vault and the cloud goes wrong around it: what it holds is measured. */
  readonly isSteady: boolean;
  victim(): Victim;
  killAndStart(): Promise<void>;
}

export interface ReplicaInput {
  readonly scene: Scene;
  readonly name: string;
  /** How many milliseconds of its clock pass in one. */
  readonly speed: number;
  readonly tally: Tally;
  /** How long a caller rests now. */
  readonly restMs: () => number;
}

/** How many ask at once for each target. */
export const callers = 2;

/** Starts one. The one called `steady` tells what it really holds. */
export async function startReplica({ scene, name, speed, tally, restMs }: ReplicaInput): Promise<Replica> {
  const place = await scene.addReplica(name);
  const isSteady = name === 'steady';
  const start = async (): Promise<Victim> => {
    const victim = startVictim(isSteady ? ['--expose-gc'] : []);
    await victim.work(scene.order({ place, callers, restMs: restMs() }, speed));
    return victim;
  };
  let current = await start();
  return {
    isSteady,
    victim: () => current,
    async killAndStart() {
      const report = await Promise.race([current.report(), pause(500, undefined)]);
      if (report !== undefined) tally.note(current.pid, report);
      current.send('SIGKILL');
      await current.ended;
      current = await start();
    },
  };
}

/** What every broker reported last, also those that are dead. */
export interface Tally {
  note(pid: number, report: Report): void;
  handedOut(): number;
  refused(): ReadonlyMap<string, number>;
}

export function createTally(): Tally {
  const reports = new Map<number, Report>();
  return {
    note: (pid, report) => void reports.set(pid, report),
    handedOut: () => [...reports.values()].reduce((sum, { handedOut }) => sum + handedOut, 0),
    refused() {
      const sums = new Map<string, number>();
      for (const { refused } of reports.values()) {
        for (const [code, count] of Object.entries(refused)) sums.set(code, (sums.get(code) ?? 0) + count);
      }
      return sums;
    },
  };
}
