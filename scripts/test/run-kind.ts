import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../build/workspaces.ts';
import type { RunReport } from './count-tests.ts';
import { type Counts, noTests, sum } from './counts.ts';

/** How a kind of tests is run. */
export interface Kind {
  readonly files: readonly string[];
  /**
   * `none`: files share a process, for there are no singletons that they could spoil, and starting one takes longer than most
   * of them. `process`: one for each file.
   */
  readonly isolation: 'none' | 'process';
  /** The ends of names of files that want a process of their own nevertheless: they strain it, or what they measure is its memory or time. */
  readonly apart?: readonly string[];
  /** Processes at a time. */
  readonly concurrency: number;
  /** For one test. */
  readonly testLimitMs: number;
  /** For all of them, so that something left open cannot hold the run up for ever. */
  readonly limitMs: number;
}

const minuteMs = 60_000;

export const kinds = {
  units: {
    files: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    isolation: 'none',
    concurrency: 1,
    testLimitMs: minuteMs,
    limitMs: 5 * minuteMs,
  },
  flows: {
    files: ['packages/*/test/**/*.flow.test.ts', 'examples/**/*.test.ts'],
    isolation: 'none',
    apart: [
      // Three hundred callers at once, each with a limit on how long it waits for the database.
      'replicas.flow.test.ts',
      // It looks at the memory of its process.
      'large-world.flow.test.ts',
      // It lets no file of its process grow.
      'audit-trouble.flow.test.ts',
      // OpenTelemetry has one provider for a process.
      'traces.flow.test.ts',
      'canary.flow.test.ts',
      // MSAL keeps for its process what it found out about where it runs.
      'managed-identity.flow.test.ts',
    ],
    concurrency: availableParallelism(),
    testLimitMs: 2 * minuteMs,
    limitMs: 15 * minuteMs,
  },
  e2e: {
    files: ['e2e/*.test.ts'],
    isolation: 'process',
    concurrency: 1,
    testLimitMs: 5 * minuteMs,
    limitMs: 30 * minuteMs,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/**
 * Runs test files and says how it ended; everything that is not in order counts as a failure.
 *
 * @param output - where Node's own report goes
 */
export async function runFiles(
  name: string,
  kind: Omit<Kind, 'files'>,
  files: readonly string[],
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-test-'));
  try {
    let total = noTests;
    for (const hands of dealOut(files, kind)) {
      const runs = hands.map(async (hand, index) => {
        const reportFile = join(folder, `${hand.isolation}-${index}.json`);
        // The first is seen as it goes, the others when it has ended: two at once could not be read.
        const ownOutput = index === 0 || output === 'ignore' ? output : 'pipe';
        const { exitCode, said } = await runNode({ ...kind, ...hand }, hand.files, reportFile, ownOutput);
        return { ...judge(exitCode, readReport(reportFile)), said };
      });
      for (const { counts, failures, said } of await Promise.all(runs)) {
        process.stdout.write(said);
        if (output === 'inherit') for (const failure of failures) console.error(`${name}: ${failure}`);
        total = sum(total, { ...counts, failed: counts.failed + failures.length });
      }
    }
    return total;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that one run of Node takes. */
interface Hand extends Pick<Kind, 'isolation' | 'concurrency'> {
  readonly files: readonly string[];
}

/**
 * Deals files out among runs of Node. First come as many runs at once as may be, the largest files first, each to whoever has
 * least; then those files that want a process of their own.
 */
function dealOut(files: readonly string[], kind: Omit<Kind, 'files'>): readonly (readonly Hand[])[] {
  const { isolation, concurrency, apart = [] } = kind;
  if (isolation === 'process') return [[{ files, isolation, concurrency }]];
  const isApart = (file: string): boolean => apart.some((name) => file.endsWith(name));
  const together = files.filter((file) => !isApart(file));
  const hands = Array.from({ length: Math.min(concurrency, together.length) }, () => ({
    bytes: 0,
    files: [] as string[],
  }));
  const sizes = together.map((file) => ({ file, bytes: statSync(resolve(repository, file)).size }));
  for (const { file, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes)) {
    const hand = hands.reduce((least, one) => (one.bytes < least.bytes ? one : least));
    hand.bytes += bytes;
    hand.files.push(file);
  }
  const shared = hands.map((hand) => ({ files: hand.files.toSorted(), isolation, concurrency }));
  const alone: Hand = { files: files.filter(isApart), isolation: 'process', concurrency };
  return [shared, alone.files.length > 0 ? [alone] : []];
}

async function runNode(
  kind: Omit<Kind, 'files'>,
  files: readonly string[],
  reportFile: string,
  output: 'inherit' | 'ignore' | 'pipe',
): Promise<{ readonly exitCode: number | null; readonly said: string }> {
  const child = spawn(
    process.execPath,
    [
      '--test',
      `--test-isolation=${kind.isolation}`,
      ...(kind.isolation === 'process' ? [`--test-concurrency=${kind.concurrency}`] : []),
      `--test-timeout=${kind.testLimitMs}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${join(import.meta.dirname, 'count-tests.ts')}`,
      `--test-reporter-destination=${reportFile}`,
      ...files,
    ],
    {
      cwd: repository,
      stdio: ['ignore', output, output],
      timeout: kind.limitMs,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(repository, 'node_modules', '.cache', 'node'),
        // Set by a test runner for what it starts; a runner that sees it runs nothing.
        NODE_TEST_CONTEXT: undefined,
      },
    },
  );
  const said = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream === null ? '' : text(stream))),
  );
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return { exitCode, said: (await said).join('') };
}

function readReport(file: string): RunReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}

function judge(
  exitCode: number | null,
  report: RunReport | undefined,
): { counts: Counts; failures: readonly string[] } {
  if (report === undefined) return { counts: noTests, failures: ['the run ended without a report'] };
  const { counts } = report;
  const failures = report.emptyFiles.map((file) => `${file} holds no test`);
  if (counts.passed + counts.failed + failures.length === 0) failures.push('no test was run');
  if (exitCode !== 0 && counts.failed + failures.length === 0) {
    failures.push(exitCode === null ? 'the run was ended from outside' : `the exit code was ${exitCode}`);
  }
  return { counts, failures };
}
