import type { SweepStatus } from '../src/sweep/follow-sweep.ts';

/** How a sweep stands: it runs, and nothing failed, unless told otherwise. */
export function aSweepStatus(change: Partial<SweepStatus> = {}): SweepStatus {
  return {
    id: 'swp_AAAAAAAAAAAAAAAAAAAAAA',
    task: 'users',
    params: {},
    partners: ['11111111-1111-4111-8111-111111111111'],
    isDryRun: false,
    state: 'running',
    createdAt: '2026-11-26T10:00:00.000Z',
    total: 10,
    open: 10,
    done: 0,
    unknown: 0,
    failed: {},
    rows: 0,
    cut: 0,
    causes: [],
    ...change,
  };
}
