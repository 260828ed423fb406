import { totalmem } from 'node:os';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Memory, MemoryBound } from '../ports.ts';

/**
 * The memory of this process: the old generation of V8's heap, by whose limit V8 ends a process; and what is resident, where a
 * control group bounds that. The heaps of other threads count as resident only.
 * @param options that Node was started with; where two bound the heap, the last one holds
 * @see https://nodejs.org/api/v8.html#v8getheapspacestatistics, https://nodejs.org/api/process.html#processconstrainedmemory (2026-11)
 */
export function createSystemMemory(
  options: readonly string[] = [...(process.env['NODE_OPTIONS']?.split(/\s+/) ?? []), ...process.execArgv],
): Memory {
  const collect = findCollector();
  const limit = findHeapLimit(options) ?? getHeapStatistics().heap_size_limit;
  return {
    measure: () => [{ name: 'heap', used: measureOldGeneration(), limit }, ...measureResident()],
    collect: () => collect(),
  };
}

/**
 * V8's own figure adds the young generation at its largest: nothing beside the old one of a whole machine, and more than the old
 * one where an option makes that small.
 */
function findHeapLimit(options: readonly string[]): number | undefined {
  const megabytes = options
    .map((option) => /^--max[-_]old[-_]space[-_]size=(\d+)$/.exec(option)?.[1])
    .findLast((value) => value !== undefined);
  return megabytes === undefined ? undefined : Number(megabytes) * 1024 * 1024;
}

function measureOldGeneration(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !space_name.startsWith('new_'))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

/** Without a bound the number is zero, or larger than any machine. */
function measureResident(): readonly MemoryBound[] {
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= totalmem()) return [];
  return [{ name: 'resident', used: process.memoryUsage.rss(), limit }];
}

/** V8 gives its collector to a context that is made while it is told to; no other code of the process sees it. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as () => void;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
