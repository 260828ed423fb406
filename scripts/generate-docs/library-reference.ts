import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import { type Door, type Export, readDoor } from './library/read-door.ts';

const core = 'packages/core';

/** The doors of the library, as its package names them, each with its page. */
export const doors: readonly { readonly entry: string; readonly path: string; readonly page: string }[] =
  Object.entries(readEntries()).map(([entry, path]) => ({
    entry: `@consentry/core${entry.slice(1)}`,
    path: join(core, path),
    page: `${entry === '.' ? 'index' : entry.slice(2)}.md`,
  }));

function readEntries(): Record<string, string> {
  const text = readFileSync(join(repository, core, 'package.json'), 'utf8');
  return (JSON.parse(text) as { exports: Record<string, string> }).exports;
}

/** A page for each door of the library, from the doc comments of what it exports, and an index. */
export function libraryReference(): readonly { readonly path: string; readonly text: string }[] {
  const pages = doors.map((door) => ({ ...door, ...readDoor(door.path) }));
  const rows = pages.map(
    ({ entry, page, about, exports }) =>
      `| [\`${entry}\`](${page}) | ${exports.length} | ${firstSentence(about, exports)} |`,
  );
  const index = [
    '# The library',
    '',
    'Generated from the doc comments of `@consentry/core`, a page for each of its doors.',
    '',
    '| Door | Exports | What |',
    '| ---- | ------: | ---- |',
    ...rows,
    '',
    'A program that only asks a broker needs `@consentry/core/remote`. How it is used, with examples: [ways-in.md](../ways-in.md), [calls.md](../calls.md),',
    'and the programs in [examples/typescript](../../examples/typescript).',
    '',
  ].join('\n');
  return [
    { path: 'docs/library/README.md', text: index },
    ...pages.map(({ page, entry, about, exports }) => ({
      path: `docs/library/${page}`,
      text: describeDoor(entry, { about, exports }),
    })),
  ];
}

function firstSentence(about: string, exports: readonly Export[]): string {
  const [sentence = ''] = about.split('\n');
  return sentence || exports.map(({ name }) => `\`${name}\``).join(', ');
}

function describeDoor(entry: string, { about, exports }: Door): string {
  const parts = [`# ${entry}`, 'Generated from its doc comments.', ...(about === '' ? [] : [lines(about)])];
  for (const [section, members] of Map.groupBy(exports, (one) => one.section)) {
    if (section !== '') parts.push(`## ${section}`);
    for (const member of members.toSorted((a, b) => a.name.localeCompare(b.name, 'en')))
      parts.push(describe(member));
  }
  return `${parts.join('\n\n')}\n`;
}

function describe({ name, doc, code }: Export): string {
  return [`### ${name}`, describeDoc(doc), `\`\`\`typescript\n${code}\n\`\`\``].join('\n\n');
}

/** Words first, then a list of what each tag says. */
function describeDoc(doc: string): string {
  const [words = '', ...tags] = doc.split(/^@(?=\w)/m);
  const items = tags.map(describeTag);
  return [words.trim(), items.join('\n')].filter((part) => part !== '').join('\n\n');
}

const headings: Readonly<Record<string, string>> = { throws: 'Throws', returns: 'Returns', see: 'See' };

function describeTag(tag: string): string {
  const [, kind = '', rest = ''] = /^(\w+)\s*([^]*)$/.exec(tag.trim()) ?? [];
  const text = rest.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/\{@link (\w+)[^}]*\}/g, '`$1`');
  const [, name = '', words = text] = kind === 'param' ? (/^(\S+)\s*-?\s*([^]*)$/.exec(text) ?? []) : [];
  return kind === 'param' ? `- \`${name}\`: ${words}` : `- ${headings[kind] ?? kind}: ${text}`;
}

/** Each line of a comment that says one thing (In, Out, Called by …) is a paragraph’s own line. */
function lines(about: string): string {
  return about.split('\n').join('  \n');
}
