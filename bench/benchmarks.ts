import type { Benchmark } from './benchmark.ts';

/** The benchmarks in their order; each is loaded by the process that runs it alone. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  B1: async () => (await import('./benchmarks/b01-warm-library.ts')).warmLibrary,
  B2: async () => (await import('./benchmarks/b02-memory.ts')).memory,
  B3: async () => (await import('./benchmarks/b03-warm-http.ts')).warmHttp,
  B4: async () => (await import('./benchmarks/b04-sweep.ts')).sweep,
  B5: async () => (await import('./benchmarks/b05-stampede.ts')).stampede,
  B6: async () => (await import('./benchmarks/b06-redemption.ts')).redemption,
  B7: async () => (await import('./benchmarks/b07-validation.ts')).validation,
  B8: async () => (await import('./benchmarks/b08-start.ts')).start,
  B9: async () => (await import('./benchmarks/b09-command.ts')).command,
  B10: async () => (await import('./benchmarks/b10-key-vault.ts')).keyVault,
  B11: async () => (await import('./benchmarks/b11-broker-memory.ts')).brokerMemory,
  B12: async () => (await import('./benchmarks/b12-tests.ts')).tests,
};

export const benchmarkIds = Object.keys(benchmarks);

/** @throws TypeError when there is none of this id */
export async function loadBenchmark(id: string): Promise<Benchmark> {
  const load = benchmarks[id];
  if (load === undefined) throw new TypeError(`${id} is not a benchmark`);
  return load();
}
