import { AADSTS, type AadstsEntry } from '@consentry/sandbox';
import { code, table } from './markdown.ts';
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
      entry.cause,
      entry.channel,
      String(entry.status),
      errorsOf(entry),
      (tests.get(number) ?? []).slice(0, MOST_TESTS).map(writeTest).join('; '),
    ]);
  return table(['AADSTS', 'cause', 'channel', 'status (JSON)', '`error`', 'shown by'], rows);
}

/** Where a redirect names the error differently, both. */
function errorsOf({ error, redirectError }: AadstsEntry): string {
  return redirectError === undefined ? code(error) : `${code(error)}; redirected: ${code(redirectError)}`;
}

function writeTest({ file, title }: RefusalTest): string {
  return `*${file}* ${title.replaceAll('`', "'")}`;
}
