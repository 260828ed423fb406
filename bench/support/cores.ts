import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

/** Which part of a benchmark runs where, so that client and server do not take time from each other. */
export type Part = 'server' | 'client';

const cores: Readonly<Record<Part, number>> = { server: 0, client: 1 };

/** Whether a process can be kept on one core here. */
export const isPinned =
  process.platform === 'linux' &&
  availableParallelism() >= 2 &&
  spawnSync('taskset', ['-c', '0', process.execPath, '--version']).status === 0;

/** The program that starts Node.js for a part, and its arguments before Node's own. */
export function nodeFor(part: Part): { readonly program: string; readonly args: readonly string[] } {
  return isPinned
    ? { program: 'taskset', args: ['-c', String(cores[part]), process.execPath] }
    : { program: process.execPath, args: [] };
}

/** The machine in words, for those who compare figures. */
export function describeMachine(): string {
  const [first] = cpus();
  const pinned = isPinned ? 'server and client on a core each' : 'server and client not pinned to cores';
  return `${availableParallelism()} × ${first?.model.trim() ?? 'unknown processor'}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${pinned}`;
}
