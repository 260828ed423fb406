import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';
import { lightHttp } from './light-http.ts';
import { optionalPeers } from './published-manifest.ts';
import { repository, workspaces } from './workspaces.ts';

const at = (...path: readonly string[]): string => join(repository, 'packages', ...path);
const auditThreads = at('server', 'src', 'stores', 'audit', 'sqlite');

/** Threads are found by their URL, beside the file that starts them: all that is written lies in one folder. */
const entries = {
  main: at('cli', 'src', 'main.ts'),
  'audit-worker': join(auditThreads, 'audit-worker.ts'),
  'inspection-worker': join(auditThreads, 'inspection-worker.ts'),
};

/** What `pg` asks for where it is there, and does without. */
const absent = ['pg-native', 'pg-cloudflare'];

/** What is loaded when it is installed beside the command. */
const outside = [...Object.keys(optionalPeers(workspaces).peerDependencies), ...absent];

/**
 * Writes the command with all that it runs on as JavaScript that can be read. What is loaded late in the source is a file of its own.
 *
 * @param into a folder, which is made
 * @returns the modules that are inside, by their paths
 * @throws Error for anything that the bundler warns of, and for a package that is neither inside nor among those that may be missing
 */
export async function bundleCommand(into: string): Promise<readonly string[]> {
  const bundle = await rolldown({
    cwd: repository,
    input: entries,
    platform: 'node',
    external: outside,
    plugins: [lightHttp],
    // What every version of Node.js that it runs on has: nothing is rewritten.
    transform: { target: 'node24' },
    // CommonJS where a package has both: it runs in the order of its imports.
    resolve: { mainFields: ['main', 'module'] },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`the bundle: ${log.message}`);
    },
  });
  try {
    const { output } = await bundle.write({
      dir: into,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: ({ name, moduleIds }) => `${chunkName(name, moduleIds)}.js`,
      // Those of the licences stand in a file of their own, whole.
      comments: { legal: true, annotation: false, jsdoc: false },
    });
    const chunks = output.filter((part) => part.type === 'chunk');
    for (const chunk of chunks)
      refuseStrangers(
        chunk,
        output.map(({ fileName }) => fileName),
      );
    return chunks.flatMap(({ moduleIds }) => moduleIds);
  } finally {
    await bundle.close();
  }
}

/** A door of a package is called `src` by its folder, which says nothing in a stack trace. */
function chunkName(name: string, moduleIds: readonly string[]): string {
  if (name !== 'src') return name;
  const door = workspaces.findLast(({ path }) => moduleIds.includes(join(path, 'src', 'index.ts')));
  return door?.folder ?? name;
}

function refuseStrangers({ fileName, imports, dynamicImports }: OutputChunk, own: readonly string[]): void {
  for (const name of [...imports, ...dynamicImports]) {
    if (own.includes(name) || isBuiltin(name) || outside.includes(name)) continue;
    throw new Error(`${fileName} needs ${name}, which is not in the bundle`);
  }
}
