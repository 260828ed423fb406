import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import type { RunReport } from './count-tests.ts';
import { type Counts, noTests, sum } from './counts.ts';

/** How a kind of tests is run. */
export interface Kind {
  readonly files: readonly string[];
  /**
   * So many files, neighbours in their folders, are loaded into one process: loading the product takes as long as most files' tests do.
   * There are no singletons that they could spoil; a file that changes something of the whole process puts it back.
   */
  readonly mostFilesInAProcess: number;
  /** Processes at a time. */
  readonly concurrency: number;
  /** For one test. */
  readonly testLimitMs: number;
  /** For one process, so that something left open cannot hold the run up for ever. */
  readonly limitMs: number;
}

const minuteMs = 60_000;

export const kinds = {
  units: {
    files: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    mostFilesInAProcess: 20,
    concurrency: availableParallelism(),
    testLimitMs: minuteMs,
    limitMs: 10 * minuteMs,
  },
  flows: {
    files: ['packages/*/test/**/*.flow.test.ts', 'examples/**/*.test.ts'],
    mostFilesInAProcess: 12,
    concurrency: availableParallelism(),
    testLimitMs: 2 * minuteMs,
    limitMs: 10 * minuteMs,
  },
  e2e: {
    files: ['e2e/*.test.ts'],
    mostFilesInAProcess: 1,
    concurrency: availableParallelism(),
    testLimitMs: 5 * minuteMs,
    limitMs: 15 * minuteMs,
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

/**
 * Runs test files and says how it ended; everything that is not in order counts as a failure.
 *
 * @param output - where Node's own report goes; with several processes that of each comes whole, when it has ended
 */
export async function runFiles(
  name: string,
  kind: Omit<Kind, 'files'>,
  files: readonly string[],
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-test-'));
  const batches = splitEvenly(files, Math.ceil(files.length / kind.mostFilesInAProcess));
  const ended: Outcome[] = [];
  const waiting = batches.entries();
  const work = async (): Promise<void> => {
    for (const [at, batch] of waiting) {
      const reportFile = join(folder, `${at}.json`);
      const collects = batches.length > 1 && output === 'inherit';
      const exitCode = collects
        ? await runAndPrint(join(folder, `${at}.txt`), (outlet) => runNode(kind, batch, reportFile, outlet))
        : await runNode(kind, batch, reportFile, output);
      ended.push(judge(exitCode, readReport(reportFile), batch));
    }
  };
  try {
    await Promise.all(Array.from({ length: kind.concurrency }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const outcome = combine(ended);
  if (output === 'inherit') for (const failure of outcome.failures) console.error(`${name}: ${failure}`);
  return outcome.counts;
}

/** Parts of the list that differ by one in length, so that the last process is not a small one. */
function splitEvenly<Item>(items: readonly Item[], parts: number): Item[][] {
  return Array.from({ length: parts }, (_, at) =>
    items.slice(Math.ceil((at * items.length) / parts), Math.ceil(((at + 1) * items.length) / parts)),
  );
}

/** A file and no pipe: what a test has left running may hold a pipe open. */
async function runAndPrint(
  file: string,
  run: (outlet: number) => Promise<number | null>,
): Promise<number | null> {
  const outlet = openSync(file, 'w');
  try {
    return await run(outlet);
  } finally {
    closeSync(outlet);
    process.stdout.write(readFileSync(file));
  }
}

async function runNode(
  kind: Omit<Kind, 'files'>,
  files: readonly string[],
  reportFile: string,
  output: 'inherit' | 'ignore' | number,
): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--test-isolation=none',
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
  // Before the folder that its tests write to goes.
  const stop = (): void => void child.kill('SIGKILL');
  process.prependOnceListener('exit', stop);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  process.off('exit', stop);
  return exitCode;
}

function readReport(file: string): RunReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}

interface Outcome {
  readonly counts: Counts;
  /** The tests that failed, and what else was not in order. */
  readonly failures: readonly string[];
}

function judge(exitCode: number | null, report: RunReport | undefined, files: readonly string[]): Outcome {
  const among = files.length > 1 ? `among ${files[0]} … ${files.at(-1)}` : `in ${files[0]}`;
  if (report === undefined) {
    return { counts: { ...noTests, failed: 1 }, failures: [`the run ended without a report, ${among}`] };
  }
  const { counts, failedTests } = report;
  const faults = report.emptyFiles.map((file) => `${file} holds no test`);
  if (exitCode !== 0 && counts.failed + faults.length === 0) {
    const end = exitCode === null ? 'the run was ended from outside' : `the exit code was ${exitCode}`;
    faults.push(`${end}, ${among}`);
  }
  return {
    counts: { ...counts, failed: counts.failed + faults.length },
    failures: [...failedTests, ...faults],
  };
}

function combine(outcomes: readonly Outcome[]): Outcome {
  const counts = outcomes.map((outcome) => outcome.counts).reduce(sum, noTests);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  if (counts.passed + counts.failed > 0) return { counts, failures };
  return { counts: { ...counts, failed: 1 }, failures: [...failures, 'no test was run'] };
}
