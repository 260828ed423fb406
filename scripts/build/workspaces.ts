import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** What the scripts read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: 'module';
  readonly engines: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  /** Door to source file: `"./contract": "./src/contract/index.ts"`. */
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** What a door needs that not everybody opens. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

/** One of the packages of this repository. */
export interface Workspace {
  /** The name of its folder: `core`. */
  readonly folder: string;
  /** The absolute path of that folder. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** The absolute path of the repository. */
export const repository = resolve(import.meta.dirname, '..', '..');

export const workspaces: readonly Workspace[] = (
  readJson(join(repository, 'package.json')) as { readonly workspaces: readonly string[] }
).workspaces.map((relative) => {
  const path = join(repository, relative);
  return { folder: basename(path), path, manifest: readJson(join(path, 'package.json')) as Manifest };
});

/** The doors of a package, as an importer names them: `@consentry/core/contract`. */
export function doorsOf({ manifest }: Workspace): readonly string[] {
  return Object.keys(manifest.exports).map((door) => manifest.name + door.slice(1));
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
