import { type AuditEvent, type Clock, errorTable, type FailureClass } from '@consentry/core';

/** What became of the requests for tokens of one hour. */
export interface HourOfTraffic {
  /** Epoch milliseconds: the hour begins. */
  readonly at: number;
  /** Tokens that were handed out. */
  readonly issued: number;
  /** Of those, without a redemption. */
  readonly fromCache: number;
  /** Tokens and calls that were refused. */
  readonly refused: number;
}

/** What this process has seen within a day. */
export interface DayOfTraffic {
  /** Since when it counts: its start, or a day ago. Epoch milliseconds. */
  readonly since: number;
  /** The oldest first, each hour since then. */
  readonly hours: readonly HourOfTraffic[];
  readonly failures: ReadonlyMap<FailureClass, number>;
}

/** Counts what is handed out and refused, hour by hour, in memory: to look at, never to prove. The audit is what proves. */
export interface Traffic {
  /** Of a record that is durable. What is neither handed out nor refused changes nothing. */
  note(event: AuditEvent): void;
  read(): DayOfTraffic;
}

interface Hour {
  issued: number;
  fromCache: number;
  refused: number;
  readonly failures: Map<FailureClass, number>;
}

const hourMs = 60 * 60 * 1000;
const hoursKept = 24;

export function createTraffic(clock: Clock): Traffic {
  const startedAt = clock.now();
  const hours = new Map<number, Hour>();

  const hourOf = (at: number): Hour => {
    const begins = beginOf(at);
    let hour = hours.get(begins);
    if (hour === undefined) {
      hour = { issued: 0, fromCache: 0, refused: 0, failures: new Map() };
      hours.set(begins, hour);
      for (const known of hours.keys()) if (known <= begins - hoursKept * hourMs) hours.delete(known);
    }
    return hour;
  };

  return {
    note(event) {
      if (event.type === 'token.issued') {
        const hour = hourOf(clock.now());
        hour.issued += 1;
        if (event.fromCache) hour.fromCache += 1;
      }
      if (event.type === 'token.refused' || event.type === 'call.refused') {
        const hour = hourOf(clock.now());
        const { failureClass } = errorTable[event.code];
        hour.refused += 1;
        hour.failures.set(failureClass, (hour.failures.get(failureClass) ?? 0) + 1);
      }
    },

    read() {
      const last = beginOf(clock.now());
      const first = Math.max(beginOf(startedAt), last - (hoursKept - 1) * hourMs);
      const failures = new Map<FailureClass, number>();
      const shown: HourOfTraffic[] = [];
      for (let at = first; at <= last; at += hourMs) {
        const { issued = 0, fromCache = 0, refused = 0, failures: of = [] } = hours.get(at) ?? {};
        shown.push({ at, issued, fromCache, refused });
        for (const [name, count] of of) failures.set(name, (failures.get(name) ?? 0) + count);
      }
      return { since: Math.max(startedAt, first), hours: shown, failures };
    },
  };
}

function beginOf(at: number): number {
  return at - (at % hourMs);
}
