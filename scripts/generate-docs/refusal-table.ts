import { AADSTS, type AadstsEntry } from '@consentry/sandbox';
import { code, table } from './markdown.ts';
import { REFUSAL_CAUSES } from './refusal-causes.ts';
import { findRefusalTests, type RefusalTest } from './refusal-tests.ts';

const MOST_TESTS = 2;

/** The refusals of the sandbox in Markdown: each number of `entra/aadsts.ts`, with its cause and its tests. */
export function refusalTable(): string {
  const tests = findRefusalTests();
  const rows = Object.entries(AADSTS)
    .map(([number, entry]): [number, AadstsEntry] => [Number(number), entry])
    .toSorted(([one], [other]) => one - other)
    .map(([number, entry]) => [
      String(number),
      REFUSAL_CAUSES[number] ?? '',
      entry.channel,
      String(entry.status),
      errorsOf(entry),
      chooseTests(tests.get(number) ?? [])
        .map(writeTest)
        .join('; '),
    ]);
  return table(['AADSTS', 'cause', 'channel', 'status', '`error`', 'shown by'], rows);
}

/** Where a redirect names the error differently, both. */
function errorsOf({ error, redirectError }: AadstsEntry): string {
  return redirectError === undefined ? code(error) : `${code(error)}; redirected: ${code(redirectError)}`;
}

function writeTest({ file, title }: RefusalTest): string {
  return `*${file}* ${title.replaceAll('`', "'")}`;
}

/** Those that are named after the number; where there is none, one that compares it. */
function chooseTests(tests: readonly RefusalTest[]): readonly RefusalTest[] {
  const named = tests.filter(({ isNamed }) => isNamed);
  return named.length === 0 ? tests.slice(0, 1) : named.slice(0, MOST_TESTS);
}
