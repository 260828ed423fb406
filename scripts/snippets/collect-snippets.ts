import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';

/** A fenced block of code in a page. */
export interface Snippet {
  /** From the root of the repository. */
  readonly page: string;
  /** Of its first fence. */
  readonly line: number;
  /** As the fence names it; empty where it names none. */
  readonly language: string;
  readonly text: string;
}

/** The pages for people: the README files and `docs`. */
export function findPages(): readonly string[] {
  return globSync(['README.md', 'packages/*/README.md', 'docs/**/*.md'], { cwd: repository }).toSorted();
}

/** Every fenced block of the pages, in the order of each page. */
export function collectSnippets(): readonly Snippet[] {
  return findPages().flatMap((page) => readSnippets(page, readFileSync(join(repository, page), 'utf8')));
}

/**
 * The fenced blocks of a text. One inside a list loses the indentation of its fence.
 * @throws TypeError for a block that does not end
 */
export function readSnippets(page: string, text: string): Snippet[] {
  const lines = text.split('\n');
  const snippets: Snippet[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^( *)(`{3,})([\w-]*)/.exec(lines[at] ?? '');
    if (fence === null) continue;
    const [, indentation = '', ticks = '', language = ''] = fence;
    const end = lines.findIndex((line, index) => index > at && line.trim() === ticks);
    if (end === -1) throw new TypeError(`${page}:${at + 1}: the block does not end`);
    const inside = lines.slice(at + 1, end);
    const without = inside.map((line) =>
      line.startsWith(indentation) ? line.slice(indentation.length) : line,
    );
    snippets.push({ page, line: at + 1, language, text: without.join('\n') });
    at = end;
  }
  return snippets;
}
