import type { FilePath } from './raw-records.ts';

/** A key that one object of a JSON text has twice. */
export interface DuplicateKey {
  path: FilePath;
  /** The line of the second one, from 1 on. */
  line: number;
}

interface Level {
  /** The keys so far; absent in a list. */
  keys?: Set<string>;
  /** Where the reading is: a key, or a place in a list. */
  at: string | number;
}

/** What matters of a JSON text: its strings, with the colon after them if they are keys, and what opens, parts and closes. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\],]/g;

/**
 * Finds keys that an object has twice. `JSON.parse` keeps the last and says nothing.
 *
 * @param text is JSON
 */
export function findDuplicateKeys(text: string): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const levels: Level[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [token, colon] = match;
    const level = levels.at(-1);
    if (token === '{') levels.push({ keys: new Set(), at: '' });
    else if (token === '[') levels.push({ at: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') {
      if (typeof level?.at === 'number') level.at += 1;
    } else if (colon !== undefined && level?.keys !== undefined) {
      const quoted = token.slice(0, token.lastIndexOf('"') + 1);
      const key = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
      level.at = key;
      if (level.keys.has(key))
        found.push({ path: levels.map(({ at }) => at), line: lineOf(text, match.index) });
      level.keys.add(key);
    }
  }
  return found;
}

function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
