import type { Manifest, Workspace } from './workspaces.ts';

/** What the doors of a package become: types for the compiler, JavaScript for everything else. */
export interface PublishedDoor {
  readonly types?: string;
  readonly default: string;
}

/** The packages that are used where they are installed. */
export type OptionalPeers = Required<Pick<Manifest, 'peerDependencies' | 'peerDependenciesMeta'>>;

export type PublishedManifest = Omit<Manifest, 'exports'> & {
  readonly exports: Readonly<Record<string, PublishedDoor>>;
  readonly files: readonly string[];
  readonly publishConfig: { readonly access: 'public' };
};

/**
 * The package.json of a library that is published, made of the one in the repository. A field that is not named here
 * does not leave the repository.
 *
 * @throws Error for a dependency that is not pinned to one version, or a door that is not TypeScript
 */
export function libraryManifest(manifest: Manifest): PublishedManifest {
  const { dependencies = {}, peerDependencies, peerDependenciesMeta } = manifest;
  refuseRanges(manifest.name, { ...dependencies, ...peerDependencies });
  return {
    ...identity(manifest),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([door, file]) => [door, publishedDoor(file)]),
    ),
    files: ['src'],
    dependencies,
    ...(peerDependencies === undefined ? {} : { peerDependencies }),
    ...(peerDependenciesMeta === undefined ? {} : { peerDependenciesMeta }),
    publishConfig: { access: 'public' },
  };
}

/**
 * The same of the command, which has all that it depends on inside, in `lib`.
 *
 * @param peers what stays outside
 * @throws Error for a peer that is not pinned to one version
 */
export function commandManifest(manifest: Manifest, peers: OptionalPeers): PublishedManifest {
  refuseRanges(manifest.name, peers.peerDependencies);
  const { bin = {} } = manifest;
  return {
    ...identity(manifest),
    bin,
    // Of its own launcher, which is the same file in the repository.
    exports: { './main': { default: './lib/main.js' } },
    files: ['bin', 'lib', 'THIRD-PARTY-NOTICES'],
    ...peers,
    publishConfig: { access: 'public' },
  };
}

/** @throws Error for a peer that cannot be left out: then it would have to be inside */
export function optionalPeers(workspaces: readonly Workspace[]): OptionalPeers {
  const peers = Object.assign({}, ...workspaces.map(({ manifest }) => manifest.peerDependencies)) as Record<
    string,
    string
  >;
  const meta = Object.assign(
    {},
    ...workspaces.map(({ manifest }) => manifest.peerDependenciesMeta),
  ) as Record<string, { readonly optional: boolean }>;
  for (const name of Object.keys(peers)) {
    if (meta[name]?.optional !== true) throw new Error(`the peer ${name} is not optional`);
  }
  return { peerDependencies: peers, peerDependenciesMeta: meta };
}

function identity(manifest: Manifest): Omit<Manifest, 'exports'> {
  const { name, version, description, license, type, engines } = manifest;
  return { name, version, description, license, type, engines };
}

function refuseRanges(name: string, dependencies: Readonly<Record<string, string>>): void {
  for (const [dependency, range] of Object.entries(dependencies)) {
    if (!/^\d+\.\d+\.\d+$/.test(range)) throw new Error(`${name} does not pin ${dependency}: ${range}`);
  }
}

function publishedDoor(file: string): PublishedDoor {
  if (!file.endsWith('.ts')) throw new Error(`the door ${file} is not a TypeScript file`);
  const path = file.slice(0, -'.ts'.length);
  return { types: `${path}.d.ts`, default: `${path}.js` };
}
