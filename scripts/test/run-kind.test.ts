import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Kind, runFiles } from './run-kind.ts';

const oneProcess = { mostFilesInAProcess: 9, concurrency: 1, testLimitMs: 5000, limitMs: 20_000 };
const aProcessEach = { ...oneProcess, mostFilesInAProcess: 1, concurrency: 2 };

const imports = "import { test } from 'node:test';\n";
const passing = `${imports}test('passes', () => {});`;

for (const kind of [oneProcess, aProcessEach]) {
  describe(`the test runner, with files in a process: ${kind.mostFilesInAProcess}`, () => {
    test('counts what passes, fails and is skipped', async () => {
      const counts = await run(kind, {
        'a.test.ts': `${passing}\ntest('fails', () => { throw new Error('on purpose'); });`,
        'b.test.ts': `${passing}\ntest('waits', { skip: 'a reason' }, () => {});`,
      });
      assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1 });
    });

    test('counts a file without a test as a failure', async () => {
      const counts = await run(kind, { 'a.test.ts': passing, 'b.test.ts': 'export {};' });
      assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0 });
    });

    test('fails when every test is skipped', async () => {
      const counts = await run(kind, { 'a.test.ts': `${imports}test.skip('waits', () => {});` });
      assert.deepEqual(counts, { passed: 0, failed: 1, skipped: 1 });
    });

    test('counts a file that does not load as a failure', async () => {
      const counts = await run(kind, { 'a.test.ts': passing, 'b.test.ts': "throw new Error('on purpose');" });
      assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0 });
    });

    test('fails when a file ends the process', async () => {
      const counts = await run(kind, { 'a.test.ts': `${passing}\nprocess.exit(0);` });
      assert.ok(counts.failed > 0);
    });

    test('ends a run that does not end by itself', async () => {
      const open = `${passing}\nsetInterval(() => {}, 1000);`;
      const counts = await run({ ...kind, limitMs: 1500 }, { 'a.test.ts': open });
      assert.ok(counts.failed > 0);
    });
  });
}

async function run(kind: Omit<Kind, 'files'>, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-runner-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await runFiles(
      'example',
      kind,
      Object.keys(files).map((name) => join(folder, name)),
      'ignore',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
