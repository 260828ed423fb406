import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { repository } from './build/workspaces.ts';
import { findPages } from './snippets/collect-snippets.ts';

const pages = [...findPages(), 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8');
const withoutCode = (text: string): string =>
  text.replaceAll(/^ *```[^]*?^ *```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** The places of a page that a link may name, as GitHub makes them of its headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = textOf(page)
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .matchAll(/^#+ (.+)$/gm);
  const seen = new Map<string, number>();
  const anchors = [...headings].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  const named = [...textOf(page).matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  return new Set([...anchors, ...named]);
}

/** What a link of a page leads to that is not there; undefined where it is. */
function findDeadEnd(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const goal = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(repository, goal))) return `${page}: ${link}`;
  if (anchor === undefined || !goal.endsWith('.md')) return undefined;
  return anchorsOf(goal).has(anchor) ? undefined : `${page}: ${link}`;
}

test('every link between the pages leads somewhere', () => {
  const dead = pages.flatMap((page) =>
    [...withoutCode(textOf(page)).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(
      ([, link = '']) => findDeadEnd(page, link) ?? [],
    ),
  );
  assert.deepEqual(dead, []);
});

test('every page of the documents is reached from their index', () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page) || !existsSync(join(repository, page))) return;
    reached.add(page);
    for (const [, link = ''] of textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]+\.md)/g)) {
      visit(normalize(join(dirname(page), link)));
    }
  };
  visit('docs/README.md');
  const lost = findPages().filter(
    (page) => page.startsWith('docs/') && !page.startsWith('docs/adr/') && !reached.has(page),
  );
  assert.deepEqual(lost, []);
});
