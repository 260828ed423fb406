import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeConfigFiles } from './node-config-files.ts';

test('says of a file whether others may read it, and why it cannot be read', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secret');
  writeFileSync(file, 'value');
  for (const [mode, ownerOnly] of [
    [0o600, true],
    [0o400, true],
    [0o640, false],
    [0o604, false],
  ] as const) {
    chmodSync(file, mode);
    assert.deepEqual(nodeConfigFiles.read(file), { ok: true, text: 'value', ownerOnly });
  }
  mkdirSync(join(folder, 'folder'));
  assert.deepEqual(nodeConfigFiles.read(join(folder, 'folder')), { ok: false, reason: 'not a file' });
  assert.deepEqual(nodeConfigFiles.read(join(folder, 'none')), { ok: false, reason: 'missing' });
});

test('says what stands at a path, and whether something can be made there', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const look = (...path: string[]) => nodeConfigFiles.look(join(folder, ...path));
  chmodSync(folder, 0o750);
  assert.deepEqual(look(), { kind: 'folder', isOpen: false });
  chmodSync(folder, 0o701);
  assert.deepEqual(look(), { kind: 'folder', isOpen: true });
  assert.deepEqual(look('file'), { kind: 'file' });
  assert.deepEqual(look('new', 'in', 'new'), { kind: 'nothing' });
  assert.deepEqual(look('file', 'below'), { kind: 'blocked' });
});
