import { relative, resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import type { Counts } from './counts.ts';

/** What a run of Node's test runner comes to. */
export interface RunReport {
  readonly counts: Counts;
  /** Files that were loaded and held no test. */
  readonly emptyFiles: readonly string[];
  /** Where each test that failed stands, and its name. */
  readonly failedTests: readonly string[];
}

/** A reporter for `node --test` that writes a {@link RunReport} as JSON when everything has run. */
// oxlint-disable-next-line import/no-default-export -- Node takes a reporter from the default export
export default async function* countTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const emptyFiles: string[] = [];
  const failedTests: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:pass' && standsForItsFile(event.data)) emptyFiles.push(event.data.name);
    if (event.type === 'test:fail' && event.data.details.type !== 'suite') {
      const { name, file, line } = event.data;
      failedTests.push(`${file === undefined ? '' : `${relative('', file)}:${line} `}${name}`);
    }
    // There is one summary for each file as well, and those name their file.
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue;
    const { tests, passed, skipped, todo } = event.data.counts;
    const counts = {
      passed: passed - emptyFiles.length,
      failed: tests - passed - skipped - todo,
      skipped: skipped + todo,
    };
    yield JSON.stringify({ counts, emptyFiles, failedTests } satisfies RunReport);
  }
}

/** Node counts a file without tests as one test that passed, named after the file. */
function standsForItsFile({
  name,
  file,
  nesting,
}: {
  name: string;
  file?: string;
  nesting: number;
}): boolean {
  return nesting === 0 && file !== undefined && resolve(name) === resolve(file);
}
