import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import type { RunReport } from './count-tests.ts';
import { type Counts, noTests } from './counts.ts';

/** How a kind of tests is run. */
export interface Kind {
  readonly files: readonly string[];
  /** Tests beside their files share a process: there are no singletons that they could spoil. */
  readonly isolation: 'none' | 'process';
  /** Files at a time. */
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
    limitMs: 15 * minuteMs,
  },
  flows: {
    files: ['packages/*/test/**/*.flow.test.ts', 'examples/**/*.test.ts'],
    isolation: 'process',
    concurrency: availableParallelism(),
    testLimitMs: 2 * minuteMs,
    limitMs: 30 * minuteMs,
  },
  e2e: {
    files: ['e2e/*.test.ts'],
    isolation: 'process',
    concurrency: 1,
    testLimitMs: 5 * minuteMs,
    limitMs: 40 * minuteMs,
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
    const reportFile = join(folder, 'report.json');
    const exitCode = await runNode(kind, files, reportFile, output);
    const { counts, failures } = judge(exitCode, readReport(reportFile));
    if (output === 'inherit') for (const failure of failures) console.error(`${name}: ${failure}`);
    return { ...counts, failed: counts.failed + failures.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runNode(
  kind: Omit<Kind, 'files'>,
  files: readonly string[],
  reportFile: string,
  output: 'inherit' | 'ignore',
): Promise<number | null> {
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
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  return exitCode;
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
  if (counts.passed + counts.failed === 0) failures.push('no test was run');
  if (exitCode !== 0 && counts.failed + failures.length === 0) {
    failures.push(exitCode === null ? 'the run was ended from outside' : `the exit code was ${exitCode}`);
  }
  return { counts, failures };
}
