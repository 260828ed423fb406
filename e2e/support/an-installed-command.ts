import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand } from '../../scripts/build/build-command.ts';
import { install, pack } from './run-program.ts';

/** The command as somebody has it who installed it into a folder of his own. */
export interface InstalledCommand extends AsyncDisposable {
  /** In which it is installed. */
  readonly folder: string;
  /** The package itself. */
  readonly home: string;
  /** Its launcher. */
  readonly bin: string;
  /** The environment in which it says on standard error which files it loads. */
  readonly telling: Record<string, string>;
}

const tell = `
import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { console.error('loaded ' + url); return next(url, context); } });`;

/** Builds, packs and installs it, outside the repository, so that nothing is found there by accident. */
export async function anInstalledCommand(): Promise<InstalledCommand> {
  const root = await mkdtemp(join(tmpdir(), 'consentry-command-'));
  await buildCommand(join(root, 'built'));
  const folder = join(root, 'app');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  install([pack(join(root, 'built'), root)], folder);
  const hook = join(root, 'tell.mjs');
  await writeFile(hook, tell);
  const home = join(folder, 'node_modules', 'consentry');
  return {
    folder,
    home,
    bin: join(home, 'bin', 'consentry.mjs'),
    telling: { NODE_OPTIONS: `--import=${hook}` },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** The files of a bundle that a command loaded, by what it said on standard error. */
export function findLoaded(stderr: string): readonly string[] {
  return [...stderr.matchAll(/^loaded file:\/\/(.+\/lib\/.+)$/gm)].map(([, path = '']) => path);
}

/** What files of a bundle are made of: `zod`, `@peculiar/x509`, `packages/core`. The bundler writes the origin above each part. */
export async function findOrigins(files: readonly string[]): Promise<ReadonlySet<string>> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const paths = texts.flatMap((text) =>
    [...text.matchAll(/^\/\/ (\S+\.\w+)$/gm)].map(([, path = '']) => path),
  );
  const origin = /.*node_modules\/((?:@[^/]+\/)?[^/]+)|^(packages\/\w+)/;
  return new Set(
    paths.flatMap((path) => origin.exec(path)?.slice(1) ?? []).filter((name) => name !== undefined),
  );
}
