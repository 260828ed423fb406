import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleCommand } from './bundle-command.ts';
import { commandManifest, optionalPeers } from './published-manifest.ts';
import { thirdPartyNotices } from './third-party-notices.ts';
import { repository, type Workspace, workspaces } from './workspaces.ts';

/**
 * Makes the published command, in seconds: nothing looks at its types here.
 *
 * @param out a folder; what is in it is removed
 * @returns the path of the launcher
 * @throws Error as `bundleCommand`, `thirdPartyNotices` and `commandManifest` do
 */
export async function buildCommand(out: string): Promise<string> {
  const { path, manifest } = getCommand();
  const launcher = manifest.bin?.['consentry'] ?? '';
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, dirname(launcher)), { recursive: true });
  const modules = await bundleCommand(join(out, 'lib'));
  writeFileSync(join(out, 'THIRD-PARTY-NOTICES'), thirdPartyNotices(modules));
  const published = commandManifest(manifest, optionalPeers(workspaces));
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  cpSync(join(path, 'README.md'), join(out, 'README.md'));
  cpSync(join(repository, 'LICENSE'), join(out, 'LICENSE'));
  cpSync(join(path, launcher), join(out, launcher));
  chmodSync(join(out, launcher), 0o755);
  return join(out, launcher);
}

/** The package whose launcher is linked as `consentry`. */
export function isCommand({ manifest }: Workspace): boolean {
  return manifest.bin?.['consentry'] !== undefined;
}

function getCommand(): Workspace {
  const command = workspaces.find(isCommand);
  if (command === undefined) throw new Error('no package has the command');
  return command;
}
