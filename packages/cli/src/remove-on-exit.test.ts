import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'consentry-exit-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const module = fileURLToPath(new URL('remove-on-exit.ts', import.meta.url));

/** What is there after a process that made a folder with a file in it, and ended so. */
function isThereAfter(name: string, code: string): boolean {
  const path = join(folder, name);
  const program = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { removeOnExit } from ${JSON.stringify(module)};
    const path = ${JSON.stringify(path)};
    mkdirSync(path);
    writeFileSync(path + '/half', 'half');
    const onExit = removeOnExit(path);
    ${code}`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program]);
  return existsSync(path);
}

test('removes a folder when the process ends in the middle', () => {
  assert.equal(isThereAfter('middle', 'process.exit(0);'), false);
});

test('leaves what is whole', () => {
  assert.equal(isThereAfter('whole', 'onExit[Symbol.dispose](); process.exit(0);'), true);
});

test('minds nothing that is gone already', () => {
  assert.equal(isThereAfter('gone', "(await import('node:fs')).rmSync(path, { recursive: true });"), false);
});
