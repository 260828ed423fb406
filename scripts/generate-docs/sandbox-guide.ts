import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import { refusalTable } from './refusal-table.ts';

const PAGE = 'docs/sandbox.md';

/** What is written into the page between its marks; the words around are written by hand. */
const PARTS: Readonly<Record<string, () => string>> = {
  example: () => source('examples/sandbox/integration.test.ts'),
  preload: () => source('e2e/support/resolve-localhost.ts'),
  refusals: refusalTable,
};

/**
 * The guide to the sandbox, with its generated parts renewed.
 *
 * @throws TypeError when the page lacks the marks of a part
 */
export function sandboxGuide(): string {
  let text = readFileSync(join(repository, PAGE), 'utf8');
  for (const [name, write] of Object.entries(PARTS)) {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [before, rest] = splitOnce(text, start);
    const [, after] = splitOnce(rest, end);
    text = `${before}${start}\n\n${write()}\n\n${end}${after}`;
  }
  return text;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new TypeError(`${PAGE} lacks ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function source(path: string): string {
  return `\`\`\`ts\n${readFileSync(join(repository, path), 'utf8').trimEnd()}\n\`\`\``;
}
