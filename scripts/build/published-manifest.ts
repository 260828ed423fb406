import type { Manifest } from './workspaces.ts';

/** What the doors of a package become: types for the compiler, JavaScript for everything else. */
export interface PublishedDoor {
  readonly types: string;
  readonly default: string;
}

export type PublishedManifest = Omit<Manifest, 'exports'> & {
  readonly exports: Readonly<Record<string, PublishedDoor>>;
  readonly files: readonly string[];
  readonly publishConfig: { readonly access: 'public' };
};

/**
 * The package.json that is published, made of the one in the repository. A field that is not named here
 * does not leave the repository.
 *
 * @throws Error for a dependency that is not pinned to one version, or a door that is not TypeScript
 */
export function publishedManifest(manifest: Manifest): PublishedManifest {
  const { name, version, description, license, type, engines, bin, dependencies = {} } = manifest;
  const { peerDependencies, peerDependenciesMeta } = manifest;
  for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
    if (!/^\d+\.\d+\.\d+$/.test(range)) throw new Error(`${name} does not pin ${dependency}: ${range}`);
  }
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    ...(bin === undefined ? {} : { bin }),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([door, file]) => [door, publishedDoor(file)]),
    ),
    files: bin === undefined ? ['src'] : ['bin', 'src'],
    dependencies,
    ...(peerDependencies === undefined ? {} : { peerDependencies }),
    ...(peerDependenciesMeta === undefined ? {} : { peerDependenciesMeta }),
    publishConfig: { access: 'public' },
  };
}

function publishedDoor(file: string): PublishedDoor {
  if (!file.endsWith('.ts')) throw new Error(`the door ${file} is not a TypeScript file`);
  const path = file.slice(0, -'.ts'.length);
  return { types: `${path}.d.ts`, default: `${path}.js` };
}
