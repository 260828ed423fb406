/** The product and its peer at the same task; each gives one measurement. */
export interface Sides {
  ours(): Promise<number> | number;
  peer(): Promise<number> | number;
}

/** Lets both sides work in turn, so that what else the machine does meets both. @returns the median of each */
export async function alternate(
  rounds: number,
  { ours, peer }: Sides,
): Promise<{ readonly ours: number; readonly peer: number }> {
  const [own, others]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await ours());
    others.push(await peer());
  }
  return { ours: median(own), peer: median(others) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share from 0 to 1: the value that so many lie below */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new TypeError('nothing was measured');
  return value;
}

/** @returns how many times a second, for a number of times */
export async function perSecond(times: number, work: () => Promise<void> | void): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (times * 1000) / (performance.now() - startedAt);
}

/**
 * As {@link perSecond}, of the time that this process had a processor: for what waits for nothing, and on a machine that has
 * others to serve.
 */
export async function perCpuSecond(times: number, work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (times * 1_000_000) / (user + system);
}
