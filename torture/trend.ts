import type { Report } from './messages.ts';
import type { Sample } from './run-soak.ts';

/** How a measure went after the first third, in which a process finds its size. */
export interface Trend {
  /** The median of the second third, and of the last. */
  readonly middle: number;
  readonly last: number;
  /** By the method of least squares. */
  readonly perTenMinutes: number;
}

export function measure(samples: readonly Sample[], read: (report: Report) => number): Trend {
  const points = samples.map(({ atMs, report }) => ({ at: atMs / 600_000, value: read(report) }));
  const third = Math.floor(points.length / 3);
  return {
    middle: median(points.slice(third, 2 * third).map(({ value }) => value)),
    last: median(points.slice(2 * third).map(({ value }) => value)),
    perTenMinutes: slope(points.slice(third)),
  };
}

/** @param most how much more the last third may be than the one before */
export function isFlat({ middle, last }: Trend, most: number): boolean {
  return last - middle <= most;
}

function median(values: readonly number[]): number {
  return round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

function slope(points: readonly { readonly at: number; readonly value: number }[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const at = mean(points.map((point) => point.at));
  const value = mean(points.map((point) => point.value));
  const upper = points.reduce((sum, point) => sum + (point.at - at) * (point.value - value), 0);
  const lower = points.reduce((sum, point) => sum + (point.at - at) ** 2, 0);
  return round(upper / lower);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
