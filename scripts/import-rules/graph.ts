import { posix } from 'node:path';
import { type Workspace, workspaces } from '../build/workspaces.ts';
import type { Import, Source } from './sources.ts';

/** Where an import leads: a file of the repository, a package of the registry, a module of Node or nowhere. */
export type Goal =
  | { readonly kind: 'file'; readonly path: string; readonly workspace: Workspace | undefined }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'unknown' };

export function goalOf(source: Source, { specifier }: Import): Goal {
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier };
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(source.path), specifier);
    return { kind: 'file', path, workspace: workspaceOf(path) };
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const workspace = workspaces.find(({ manifest }) => manifest.name === name);
  if (workspace === undefined) return { kind: 'package', name };
  const door = workspace.manifest.exports[`.${specifier.slice(name.length)}`];
  if (door === undefined) return { kind: 'unknown' };
  return { kind: 'file', path: posix.join('packages', workspace.folder, door), workspace };
}

/** The package that a file belongs to; scripts and end-to-end tests belong to none. */
export function workspaceOf(path: string): Workspace | undefined {
  return workspaces.find(({ folder }) => path.startsWith(`packages/${folder}/`));
}

/** Everything that is loaded with a file: files, and packages by name. `import()` is not followed. */
export function loadedWith(door: string, sources: ReadonlyMap<string, Source>): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const source = sources.get(path);
    for (const one of source?.imports ?? []) {
      if (source === undefined || one.isType || one.isDynamic) continue;
      const goal = goalOf(source, one);
      if (goal.kind === 'file') walk(goal.path);
      else if (goal.kind === 'package') found.add(goal.name);
    }
  };
  walk(door);
  return found;
}

/** The first way round that is found from each file on, imports of types included. */
export function cyclesOf(sources: ReadonlyMap<string, Source>): readonly string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      cycles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
      return;
    }
    const source = sources.get(path);
    if (source === undefined || finished.has(path)) return;
    for (const one of source.imports) {
      const goal = goalOf(source, one);
      if (goal.kind === 'file') walk(goal.path, [...way, path]);
    }
    finished.add(path);
  };
  for (const path of sources.keys()) walk(path, []);
  return cycles;
}
