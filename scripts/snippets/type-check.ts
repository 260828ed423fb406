import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../build/workspaces.ts';
import type { Snippet } from './collect-snippets.ts';

/** What a snippet imports from beside itself, as the page says. */
const besides: Readonly<Record<string, string>> = {
  './connect.ts': 'examples/typescript/connect.ts',
  './integration.ts': 'examples/sandbox/integration.ts',
};

const given = join(repository, 'scripts/snippets/given.ts');

/**
 * Compiles snippets in TypeScript against the packages, as strictly as our own code; each is a module of its own. Only a name that is
 * left unused is no mistake in a snippet.
 *
 * @returns what the compiler says, by page and line of the block; empty where all is right
 */
export function typeCheck(snippets: readonly Snippet[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-snippets-'));
  try {
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'given.d.ts'), declareGiven());
    for (const [index, snippet] of snippets.entries()) writeModule(folder, index, snippet);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '-p', folder, '--pretty', 'false'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (status === 0) return [];
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => locate(line, snippets));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const settings = {
  extends: join(repository, 'tsconfig.json'),
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ['given.d.ts', '*/snippet.ts'],
};

/** Each name that is given, for every module; one that a snippet declares itself goes first. */
function declareGiven(): string {
  const names = [...readFileSync(given, 'utf8').matchAll(/^export declare const (\w+)/gm)].map(
    ([, name]) => name,
  );
  const lines = names.map((name) => `  const ${name}: typeof import(${JSON.stringify(given)}).${name};`);
  return `declare global {\n${lines.join('\n')}\n}\nexport {};\n`;
}

function writeModule(folder: string, index: number, { text }: Snippet): void {
  const place = join(folder, `${index}`);
  mkdirSync(place);
  for (const [, name = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
    const source = besides[name];
    if (source !== undefined) copyFileSync(join(repository, source), join(place, name));
  }
  writeFileSync(join(place, 'snippet.ts'), `${text}\nexport {};\n`);
}

/** `3/snippet.ts(2,5): error …` as the line of the page. */
function locate(line: string, snippets: readonly Snippet[]): string {
  return line.replace(/^(\d+)\/snippet\.ts\((\d+),\d+\)/, (whole, index: string, at: string) => {
    const snippet = snippets[Number(index)];
    return snippet === undefined ? whole : `${snippet.page}:${snippet.line + Number(at)}`;
  });
}
