import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { repository } from '../scripts/build/workspaces.ts';

describe('the command on an older Node.js', () => {
  const source = join(repository, 'packages', 'cli', 'bin', 'consentry.mjs');
  const found = findOlderNode();

  test('says in one line which one it needs', () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '22.9.0' })";
    assertRefused([process.execPath, '--import', `data:text/javascript,${pretend}`, source], '22.9.0');
  });

  test('says so on a real one', { skip: found === undefined && 'no older Node.js is installed' }, () => {
    assertRefused([found?.path ?? '', source], found?.version ?? '');
  });
});

function assertRefused([command = '', ...args]: readonly string[], version: string): void {
  const { status, stdout, stderr } = spawnSync(command, [...args, '--version'], { encoding: 'utf8' });
  assert.equal(stderr, `consentry needs Node.js 24 or newer; this is Node.js ${version}.\n`);
  assert.equal(stdout, '');
  assert.equal(status, 1);
}

function findOlderNode(): { readonly path: string; readonly version: string } | undefined {
  for (const directory of ['/usr/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const path = join(directory, 'node');
    if (!existsSync(path)) continue;
    const version = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim();
    if (Number.parseInt(version, 10) < 24) return { path, version };
  }
  return undefined;
}
