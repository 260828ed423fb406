/**
 * Runs the tests.
 *
 *     node scripts/test.ts units flows e2e        some kinds of tests, or all when none is named
 *     node scripts/test.ts units -- vault remote  only files with one of these in their path
 *
 * One Postgres server serves all files that ask for it, and starts when the first one does. What tests write lies in one folder, in memory
 * where that has room.
 *
 * The last line counts all kinds together. The exit code is 1 when a test failed, when a kind has files and
 * ran no test, and when a file holds none: a test that is not run proves nothing.
 */
import { globSync } from 'node:fs';
import { repository } from './build/workspaces.ts';
import { formatCounts, noTests, type Counts, sum } from './test/counts.ts';
import { offerPostgres } from './test/postgres/test-postgres.ts';
import { kinds, type KindName, runFiles } from './test/run-kind.ts';
import { makeTemporaryFolder } from './test/temporary-folder.ts';

async function main(args: readonly string[]): Promise<void> {
  const { names, filters } = readArguments(args);
  Object.assign(process.env, makeTemporaryFolder());
  const postgres = await offerPostgres();
  Object.assign(process.env, postgres.environment);
  try {
    const total = await runKinds(names, filters);
    console.log(formatCounts(total));
    if (total.failed > 0) process.exitCode = 1;
  } finally {
    await postgres.close();
  }
}

async function runKinds(names: readonly KindName[], filters: readonly string[]): Promise<Counts> {
  let total: Counts = noTests;
  for (const name of names) {
    const files = globSync(kinds[name].files, {
      cwd: repository,
      exclude: ['**/node_modules/**', '**/dist/**'],
    })
      .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
      .toSorted();
    if (files.length === 0) {
      console.log(`${name}: no files`);
      continue;
    }
    const counts = await runFiles(name, kinds[name], files);
    console.log(`${name}: ${formatCounts(counts)}\n`);
    total = sum(total, counts);
  }
  return total;
}

function readArguments(args: readonly string[]): { names: readonly KindName[]; filters: readonly string[] } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const named = args.slice(0, end).map((name) => {
    if (!Object.hasOwn(kinds, name)) {
      throw new TypeError(`${name} is not a kind of tests: ${Object.keys(kinds).join(', ')}`);
    }
    return name as KindName;
  });
  return {
    names: named.length > 0 ? named : (Object.keys(kinds) as KindName[]),
    filters: args.slice(end + 1),
  };
}

await main(process.argv.slice(2));
