import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';

/** A snippet of a language that the tests cannot run. */
export interface Snippet {
  /** From the root of the repository, with the line of its first line. */
  readonly place: string;
  readonly language: 'powershell' | 'csharp';
  readonly text: string;
  /** What stands before it, back to the snippet or the heading above. */
  readonly before: string;
}

const names: Readonly<Record<string, Snippet['language']>> = {
  powershell: 'powershell',
  pwsh: 'powershell',
  ps1: 'powershell',
  csharp: 'csharp',
  cs: 'csharp',
  'c#': 'csharp',
};

/** Every such snippet of the READMEs and of `docs`. */
export function findSnippets(): readonly Snippet[] {
  const pages = globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: repository }).toSorted();
  return pages.flatMap((page) => readSnippets(page, readFileSync(join(repository, page), 'utf8')));
}

export function readSnippets(page: string, text: string): readonly Snippet[] {
  const found: Snippet[] = [];
  for (const match of text.matchAll(/^[ >]*```([\w#]+)[^\n]*\n([^]*?)^[ >]*```/gm)) {
    const language = names[(match[1] ?? '').toLowerCase()];
    if (language === undefined) continue;
    const above = text.slice(0, match.index);
    const start = Math.max(above.lastIndexOf('\n#'), above.lastIndexOf('\n```'), 0);
    const place = `${page}:${above.split('\n').length}`;
    found.push({ place, language, text: match[2] ?? '', before: above.slice(start) });
  }
  return found;
}
