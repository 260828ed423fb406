/** Runs one benchmark in this process, which `bench.ts` has started on the client's core, and says what came of it. */
import type { Effort } from './benchmark.ts';
import { loadBenchmark } from './benchmarks.ts';
import { hearOrders } from './support/hear-orders.ts';

const { id, effort } = await hearOrders<{ readonly id: string; readonly effort: Effort }>();
process.on('disconnect', () => process.exit(1));
const { run } = await loadBenchmark(id);
const figures = await run(effort);
process.send?.(figures, () => process.exit(0));
