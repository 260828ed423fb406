import { setImmediate } from 'node:timers';
import { ConsentryError } from '@consentry/core';
import type { AuditLine } from './audit-group.ts';

export interface GroupCommitOptions {
  /** Makes some lines durable, all or none. Without lines it only finds out whether it could. */
  readonly commit: (lines: readonly AuditLine[]) => Promise<void>;
  /** How long a line may wait before its writer is refused. */
  readonly waitMs: number;
  /** How many lines may wait. */
  readonly maximumWaiting: number;
}

/** Joins lines that come in while a commit runs into the next commit. */
export interface GroupCommit {
  /**
   * Resolves when the line is durable. A line that was refused for waiting too long may still be recorded:
   * then something is recorded that was not done, never the reverse.
   * @throws ConsentryError `audit_unavailable`
   */
  write(line: AuditLine): Promise<void>;
  /**
   * Resolves when a commit succeeded: that of the lines that wait, or one without lines.
   * @throws ConsentryError `audit_unavailable`, also when it waited too long
   */
  probe(): Promise<void>;
  /** Refuses new lines, and resolves when the waiting ones are settled. */
  close(): Promise<void>;
}

interface Waiting {
  /** Undefined for a probe. */
  readonly line: AuditLine | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

const maximumGroup = 1000;

export function createGroupCommit({ commit, waitMs, maximumWaiting }: GroupCommitOptions): GroupCommit {
  const waiting = new Set<Waiting>();
  let running: Promise<void> | undefined;
  let isClosed = false;

  const commitGroup = async (): Promise<void> => {
    const group = waiting.size <= maximumGroup ? [...waiting] : [...waiting].slice(0, maximumGroup);
    for (const one of group) waiting.delete(one);
    try {
      await commit(group.flatMap(({ line }) => line ?? []));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      for (const { timer } of group) clearTimeout(timer);
    }
  };

  const drain = async (): Promise<void> => {
    // Requests that came together are answered in one turn of the event loop: the first must not have a commit to itself.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    while (waiting.size > 0) await commitGroup();
    running = undefined;
  };

  const wait = (line: AuditLine | undefined): Promise<void> => {
    if (isClosed || waiting.size >= maximumWaiting) {
      return Promise.reject(new ConsentryError('audit_unavailable'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(new ConsentryError('audit_unavailable', { facts: { waitedMs: waitMs } }));
      }, waitMs);
      const one: Waiting = { line, resolve, reject, timer };
      waiting.add(one);
      running ??= drain();
    });
  };

  return {
    write: wait,
    probe: () => wait(undefined),
    async close() {
      isClosed = true;
      await running;
    },
  };
}
