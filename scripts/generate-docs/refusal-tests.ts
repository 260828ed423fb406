import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repository } from '../build/workspaces.ts';

/** A test of the sandbox that shows a refusal: its title says the number. */
export interface RefusalTest {
  /** Without `.flow.test.ts`. */
  readonly file: string;
  readonly title: string;
}

/** There numbers are ordered by the test; nothing in the world is their cause. */
const WITHOUT_CAUSE = /^(faults|control)/;

/** Reads from the tests of the sandbox which of them show which AADSTS number. */
export function findRefusalTests(): ReadonlyMap<number, readonly RefusalTest[]> {
  const found = new Map<number, RefusalTest[]>();
  const files = globSync('packages/sandbox/test/*.flow.test.ts', { cwd: repository }).toSorted();
  for (const path of files) {
    const file = basename(path, '.flow.test.ts');
    if (WITHOUT_CAUSE.test(file)) continue;
    for (const [code, test] of readTests(file, readFileSync(join(repository, path), 'utf8'))) {
      found.set(code, [...(found.get(code) ?? []), test]);
    }
  }
  return found;
}

const TEST = /^ *test\(\s*(["'`])(?<title>.*?)\1, /gm;
/** A row of a table that a test is made for: the cause and the number, or the number and more words. */
const ROW = /\[\s*(["'`])(?<cause>[^\n]*?)\1,\s*(?<code>\d{5,7})\b/g;

function* readTests(file: string, text: string): Generator<[number, RefusalTest]> {
  const heads = [...text.matchAll(TEST)];
  for (const [index, head] of heads.entries()) {
    const title = head.groups?.['title'] ?? '';
    if (title.includes('${code}')) {
      const before = text.slice(heads[index - 1]?.index ?? 0, head.index);
      for (const { groups } of before.matchAll(ROW)) {
        const { cause = '', code = '' } = groups ?? {};
        yield [Number(code), { file, title: title.replace('${code}', code).replace('${cause}', cause) }];
      }
    }
    for (const [, code] of title.matchAll(/AADSTS(\d{5,7})\b/g)) yield [Number(code), { file, title }];
  }
}
