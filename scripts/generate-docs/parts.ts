import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { repository } from '../build/workspaces.ts';

/**
 * A page that is written by hand, with its generated parts renewed: what stands between the marks of each.
 *
 * @param page from the root of the repository
 * @throws TypeError when the page lacks the marks of a part
 */
export function renewParts(page: string, parts: Readonly<Record<string, () => string>>): string {
  let text = readFileSync(join(repository, page), 'utf8');
  for (const [name, write] of Object.entries(parts)) {
    const [before, rest] = splitOnce(page, text, `<!-- generated: ${name} -->`);
    const [, after] = splitOnce(page, rest, `<!-- end: ${name} -->`);
    text = `${before}<!-- generated: ${name} -->\n\n${write()}\n\n<!-- end: ${name} -->${after}`;
  }
  return text;
}

function splitOnce(page: string, text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new TypeError(`${page} lacks ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

const languages: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.cs': 'csharp',
  '.ps1': 'powershell',
};

/** A file as a block of code. */
export function source(path: string): string {
  const extension = extname(path);
  const language = languages[extension] ?? extension.slice(1);
  return `\`\`\`${language}\n${readFileSync(join(repository, path), 'utf8').trimEnd()}\n\`\`\``;
}
