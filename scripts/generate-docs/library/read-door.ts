import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../../build/workspaces.ts';
import { type Declaration, findDeclaration } from './find-declaration.ts';

/** Something that a door of a package offers. */
export interface Export extends Declaration {
  readonly name: string;
  /** The comment in the door above its line, such as a step of the flow. Empty where the door has none. */
  readonly section: string;
}

/** What stands in a door: its own comment, and its exports in their order. */
export interface Door {
  readonly about: string;
  readonly exports: readonly Export[];
}

/**
 * Reads the file behind an entry of `exports`. It knows the forms that our doors have: `export { a, type B as C } from './file.ts'`, and
 * declarations of their own.
 *
 * @param path from the root of the repository
 * @throws TypeError for an export whose declaration cannot be found
 */
export function readDoor(path: string): Door {
  const text = readFileSync(join(repository, path), 'utf8');
  // What stands right above a declaration is about that.
  const about =
    /^\/\*\*\n((?:(?!\*\/)[^])*)\n \*\/\n(?!export (?:type \w|class|const|interface|function))/.exec(
      text,
    )?.[1] ?? '';
  return {
    about: about.replaceAll(/^ \* ?/gm, ''),
    exports: [...readForwarded(path, text), ...readOwn(path, text)],
  };
}

function readForwarded(path: string, text: string): Export[] {
  const found: Export[] = [];
  let section = '';
  for (const match of text.matchAll(/^\/\/ (.+)$|^export (?:type )?\{([^}]*)\} from '(\.[^']+)';$/gm)) {
    const [, comment, names = '', from = ''] = match;
    if (comment !== undefined) section = comment;
    for (const name of names.split(',').flatMap(readName)) {
      const declaration = follow(join(dirname(path), from), name.original);
      found.push({ ...declaration, name: name.exported, section });
    }
  }
  return found;
}

function readOwn(path: string, text: string): Export[] {
  const names = [
    ...text.matchAll(
      /^export (?:declare |abstract |async )*(?:function\*?|class|const|interface|type) (\w+)/gm,
    ),
  ];
  return [...new Set(names.map(([, name = '']) => name))].map((name) => ({
    ...follow(path, name),
    name,
    section: '',
  }));
}

function readName(text: string): { original: string; exported: string }[] {
  const [, original, exported = original] = /^\s*(?:type )?(\w+)(?: as (\w+))?\s*$/.exec(text) ?? [];
  return original === undefined || exported === undefined ? [] : [{ original, exported }];
}

/** The declaration, through files that only hand it on. */
function follow(path: string, name: string): Declaration {
  const text = readFileSync(join(repository, path), 'utf8');
  const here = findDeclaration(text, name);
  if (here !== undefined) return here;
  for (const [, names = '', from = ''] of text.matchAll(
    /^export (?:type )?\{([^}]*)\} from '(\.[^']+)';$/gm,
  )) {
    const handedOn = names
      .split(',')
      .flatMap(readName)
      .find(({ exported }) => exported === name);
    if (handedOn !== undefined) return follow(join(dirname(path), from), handedOn.original);
  }
  throw new TypeError(`${path} does not declare ${name}`);
}
