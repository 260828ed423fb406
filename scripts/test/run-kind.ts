import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import type { RunReport } from './count-tests.ts';
import { type Counts, noTests } from './counts.ts';

interface Kind {
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
    limitMs: 5 * minuteMs,
  },
  flows: {
    files: ['packages/*/test/**/*.flow.test.ts'],
    isolation: 'process',
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

/** Runs files of one kind and says how it ended; everything that is not in order counts as a failure. */
export async function runKind(name: KindName, files: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-test-'));
  try {
    const reportFile = join(folder, 'report.json');
    const exitCode = await runNode(kinds[name], files, reportFile);
    return judge(name, exitCode, readReport(reportFile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runNode(kind: Kind, files: readonly string[], reportFile: string): Promise<number | null> {
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
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: kind.limitMs,
      env: { ...process.env, NODE_COMPILE_CACHE: join(repository, 'node_modules', '.cache', 'node') },
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

function judge(name: KindName, exitCode: number | null, report: RunReport | undefined): Counts {
  const failures = (report?.emptyFiles ?? []).map((file) => `${file} holds no test`);
  const { counts } = report ?? { counts: noTests };
  if (report === undefined) failures.push('the run ended without a report');
  else if (counts.passed + counts.failed === 0) failures.push('no test was run');
  if (exitCode !== 0 && counts.failed + failures.length === 0) {
    failures.push(exitCode === null ? 'the run was ended from outside' : `exit code ${exitCode}`);
  }
  for (const failure of failures) console.error(`${name}: ${failure}`);
  return { ...counts, failed: counts.failed + failures.length };
}
