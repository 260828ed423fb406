import type { Figure } from './figure.ts';

/** How long a benchmark may take. */
export interface Effort {
  /** How often each side works. */
  readonly rounds: number;
  /** 1, or less for a quick look: counts and durations are multiplied by it. */
  readonly scale: number;
  /** What `npm test` took, when that is known. */
  readonly testSeconds: number | undefined;
}

/** One of B1 to B12. It runs in a process of its own, on the client's core. */
export interface Benchmark {
  readonly run: (effort: Effort) => Promise<readonly Figure[]>;
  /** Whether it starts the command as an installation has it: it is built before. */
  readonly usesCommand?: true;
  /** Arguments for Node.js. */
  readonly nodeArgs?: readonly string[];
}
