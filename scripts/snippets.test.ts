import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { collectSnippets, readSnippets } from './snippets/collect-snippets.ts';
import { commandLine, languages } from './snippets/languages.ts';
import { typeCheck } from './snippets/type-check.ts';

const snippets = collectSnippets();
const of = (language: string) => snippets.filter((snippet) => snippet.language === language);

// Among the true ones stand two with mistakes, so that a compiler that finds nothing is found out: it is run once, for it takes seconds.
const wrong = [
  { page: 'wrong.md', line: 7, language: 'ts', text: 'const one = 1;\nconst two: string = one;' },
  { page: 'wrong.md', line: 20, language: 'ts', text: "await broker.call('acquireTokens', {});" },
];
const compiled = typeCheck([...of('ts'), ...wrong]);

const at = ({ page, line }: { page: string; line: number }): string => `${page}:${line}`;

describe('the snippets of the pages', () => {
  test('are found, in lists too', () => {
    const text =
      'Words.\n\n1. A list:\n\n   ```sh\n   echo one\n     two\n   ```\n\n```ts\nconst one = 1;\n```\n';
    assert.deepEqual(readSnippets('page.md', text), [
      { page: 'page.md', line: 5, language: 'sh', text: 'echo one\n  two' },
      { page: 'page.md', line: 10, language: 'ts', text: 'const one = 1;' },
    ]);
    assert.throws(() => readSnippets('page.md', '```sh\necho\n'), /page\.md:1: the block does not end/);
  });

  test('are of languages that something is done with', () => {
    assert.deepEqual(snippets.filter(({ language }) => !Object.hasOwn(languages, language)).map(at), []);
  });

  test('name their language where somebody would copy a command', () => {
    const unnamed = of('').filter(({ text }) => commandLine.test(text));
    assert.deepEqual(unnamed.map(at), []);
  });

  test('in TypeScript compile against the packages', () => {
    assert.ok(of('ts').length >= 10);
    assert.deepEqual(
      compiled.filter((line) => !line.startsWith('wrong.md')),
      [],
    );
  });

  test('in JSON are JSON', () => {
    for (const snippet of of('json')) {
      assert.doesNotThrow(() => JSON.parse(snippet.text) as unknown, at(snippet));
    }
  });
});

test('the compiler finds a mistake in a snippet, and says where', () => {
  assert.ok(compiled.some((line) => line.startsWith('wrong.md:9: error TS2322')));
  assert.ok(compiled.some((line) => line.startsWith('wrong.md:21: error TS')));
});
