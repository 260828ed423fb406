import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workspaces.ts';

/** What `docs/dependencies.md` says of the packages that run in production. */
export interface RuntimeDependencies {
  /** A name may end in `*`: the packages of a family. */
  readonly names: readonly RegExp[];
  /** SPDX. */
  readonly licences: ReadonlySet<string>;
}

/** @throws Error when the document has no such section */
export function readRuntimeDependencies(): RuntimeDependencies {
  const text = readFileSync(join(repository, 'docs', 'dependencies.md'), 'utf8');
  const [section] = /^## At run time\n[^]+?(?=^## )/m.exec(text) ?? [];
  if (section === undefined) throw new Error('docs/dependencies.md does not say what runs in production');
  const names = [...section.matchAll(/`((?:@[\w.-]+\/)?[\w.-]+\*?)`/g)].map(([, name = '']) =>
    namePattern(name),
  );
  // The last cell of a row; or in brackets, behind what a package brings.
  const licences = [/\| *([\w.-]+) *\|$/gm, /\((?:all |both )?([\w.-]+)\)/g].flatMap((place) =>
    [...section.matchAll(place)].map(([, name = '']) => name),
  );
  return { names, licences: new Set(licences) };
}

function namePattern(name: string): RegExp {
  return new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[\\w-]+')}$`);
}
