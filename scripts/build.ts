/**
 * Makes the four packages ready to publish. The repository itself runs from source and needs none of this.
 *
 *     node scripts/build.ts              into packages/<name>/dist
 *     node scripts/build.ts --out DIR    into DIR/<name>
 *
 * A built library keeps the shape of its source: package.json beside src/. So whatever a file reaches by a relative path
 * (the file of a thread) is where it was. The command is one bundle with all that it runs on inside.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCommand, isCommand } from './build/build-command.ts';
import { libraryManifest } from './build/published-manifest.ts';
import { repository, type Workspace, workspaces } from './build/workspaces.ts';

async function build(outOf: (workspace: Workspace) => string): Promise<void> {
  const emitted = mkdtempSync(join(repository, 'node_modules', '.build-'));
  try {
    for (const workspace of workspaces) refuseStrayFiles(workspace);
    emit(emitted);
    for (const workspace of workspaces) {
      const out = outOf(workspace);
      if (isCommand(workspace)) await buildCommand(out);
      else assembleLibrary(workspace, join(emitted, workspace.folder), out);
      console.log(`${workspace.manifest.name} ${workspace.manifest.version} -> ${out}`);
    }
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

/** Checks the types of all packages as one program, and writes .js and .d.ts. */
function emit(into: string): void {
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', join(repository, 'tsconfig.build.json'), '--outDir', into], {
    stdio: 'inherit',
  });
}

function assembleLibrary({ path, manifest }: Workspace, emitted: string, out: string): void {
  rmSync(out, { recursive: true, force: true });
  cpSync(join(emitted, 'src'), join(out, 'src'), { recursive: true });
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(libraryManifest(manifest), null, 2)}\n`);
  cpSync(join(path, 'README.md'), join(out, 'README.md'));
  cpSync(join(repository, 'LICENSE'), join(out, 'LICENSE'));
}

/** tsc leaves every other kind of file behind; better to stop than to publish a package that lacks one. */
function refuseStrayFiles({ path }: Workspace): void {
  const files = readdirSync(join(path, 'src'), { recursive: true, withFileTypes: true });
  const stray = files.filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'));
  if (stray.length === 0) return;
  throw new Error(`the build does not know what to do with ${stray.map(({ name }) => name).join(', ')}`);
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const { out } = values;
if (out !== undefined && !existsSync(out)) throw new Error(`there is no folder ${out}`);
await build(({ path, folder }) => (out === undefined ? join(path, 'dist') : resolve(out, folder)));
