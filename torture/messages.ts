import type { Pace } from './moving-clock.ts';
import type { Place } from './place.ts';
import type { Step } from './steps.ts';

/** What the watcher tells a broker in a process of its own. */
export interface Orders {
  readonly place: Place;
  readonly pace: Pace;
  /** The key of the caller that asks for tokens. */
  readonly key: string;
  readonly partners: readonly { readonly tenant: string; readonly customers: readonly string[] }[];
  /** It kills or stops itself when it reaches this step for this time. Absent: it lives until it is killed. */
  readonly death?: { readonly step: Step; readonly time: number; readonly signal?: 'SIGKILL' | 'SIGSTOP' };
  /** How many ask at once for each target. */
  readonly callers: number;
  /** How long each of them rests between two calls, milliseconds. */
  readonly restMs: number;
}

/** A change of orders while the broker works. */
export interface Rest {
  readonly restMs: number;
}

/** What a broker tells the watcher. */
export interface Report {
  readonly handedOut: number;
  /** How often each code was answered with, of errors. */
  readonly refused: Readonly<Record<string, number>>;
  readonly memoryBytes: number;
  readonly heapBytes: number;
  /** Sockets, files, timers: what keeps a process busy. */
  readonly handles: number;
}
