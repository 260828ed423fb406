/** A tag of a simple, server-rendered page. */
export interface Tag {
  /** In lower case; a closing tag begins with `/`. */
  name: string;
  attributes: Map<string, string>;
  /** What stands up to the closing tag, for the few elements where that matters. */
  content: string;
}

const TAG = /<(\/?[a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;
const WITH_CONTENT = ['button', 'textarea', 'select', 'option'];

/** Reads the tags of a page, in order. Comments, scripts and styles are left out. */
export function readTags(html: string): Tag[] {
  const markup = withoutInvisible(html);
  const tags: Tag[] = [];
  for (const match of markup.matchAll(TAG)) {
    const [whole, rawName = '', rawAttributes = ''] = match;
    const name = rawName.toLowerCase();
    const rest = WITH_CONTENT.includes(name) ? markup.slice(match.index + whole.length) : '';
    const end = rest.search(new RegExp(`</${name}\\s*>`, 'i'));
    tags.push({
      name,
      attributes: readAttributes(rawAttributes),
      content: end === -1 ? '' : rest.slice(0, end),
    });
  }
  return tags;
}

/** What a reader reads: without tags, with entities turned into letters and blanks run together. */
export function plainText(html: string): string {
  const text = withoutInvisible(html).replaceAll(/<[^>]*>/g, ' ');
  return decodeEntities(text).replaceAll(/\s+/g, ' ').trim();
}

function withoutInvisible(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, '');
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    attributes.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return ENTITIES[String(name)] ?? whole;
  });
}
