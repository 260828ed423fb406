import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { readKeyFile } from './read-key-file.ts';

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'consentry-key-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function aKeyFile(t: TestContext, content: string, mode = 0o600): string {
  const path = join(aFolder(t), 'operator.key');
  writeFileSync(path, content, { mode });
  // The umask of this process does not decide.
  chmodSync(path, mode);
  return path;
}

const posix = process.platform === 'win32' ? { skip: 'there are no modes on Windows' } : {};

for (const [what, content] of [
  ['a key alone', 'cok_abc'],
  ['a key with a line end', 'cok_abc\n'],
  ['a key with a line end of Windows', 'cok_abc\r\n'],
  ['a key between blanks and empty lines', '\n  cok_abc \n\n'],
  ['a key under a comment', '# the operator’s key\ncok_abc\n'],
] as const) {
  test(`reads ${what}`, async (t) => {
    assert.equal((await readKeyFile(aKeyFile(t, content))).reveal(), 'cok_abc');
  });
}

for (const [what, content] of [
  ['no key', ''],
  ['empty lines', '\n \n'],
  ['a comment alone', '# cok_canary\n'],
  ['two keys', 'cok_canary\ncok_canary2\n'],
] as const) {
  test(`refuses a file with ${what}, and repeats nothing of it`, async (t) => {
    const path = aKeyFile(t, content);
    const error = await readKeyFile(path).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'usage');
    assert.ok(error.message.includes(path));
    assert.doesNotMatch(error.message, /canary/);
  });
}

for (const mode of [0o640, 0o604, 0o620, 0o644, 0o601, 0o777]) {
  test(`refuses a file of mode ${mode.toString(8)}, and says how to close it`, posix, async (t) => {
    const path = aKeyFile(t, 'cok_abc', mode);
    const remedy = `Run: chmod 600 ${path}`;
    await assert.rejects(readKeyFile(path), { code: 'usage', message: /Others may read/, remedy });
  });
}

test('reads a file that its owner may only read', posix, async (t) => {
  assert.equal((await readKeyFile(aKeyFile(t, 'cok_abc', 0o400))).reveal(), 'cok_abc');
});

test('says of a file that is missing, or is a folder, how to name one', async (t) => {
  const folder = aFolder(t);
  const inside = join(folder, 'folder');
  mkdirSync(inside, { mode: 0o700 });
  for (const path of [join(folder, 'none.key'), inside]) {
    await assert.rejects(readKeyFile(path), {
      code: 'usage',
      message: /cannot be read/,
      remedy: /--key-file/,
    });
  }
});

const program = `
  import { readKeyFile } from ${JSON.stringify(import.meta.resolve('./read-key-file.ts'))};
  const said = await readKeyFile('-').then((key) => key.reveal(), ({ code, message }) => code + ': ' + message);
  process.stdout.write(said);
`;

/** What a program gets that reads its key from standard input. */
async function readFromInput(input: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  // A program that refuses its input closes it before all is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return said;
}

test('reads a key from standard input', async () => {
  assert.equal(await readFromInput('cok_abc\n'), 'cok_abc');
});

test('refuses standard input without a key', async () => {
  assert.equal(await readFromInput(''), 'usage: There is not exactly one key in standard input.');
});

test('refuses standard input that is too long to be a key, and repeats nothing of it', async () => {
  assert.equal(await readFromInput('x'.repeat(16_385)), 'usage: Standard input is too long to be a key.');
});

test('a key in the place of its file is refused, and not repeated', async () => {
  const key = `cok_${'canary'.repeat(7)}`;
  const error = await readKeyFile(key).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Error);
  assert.equal(error.message, 'The key file that was named cannot be read.');
});
