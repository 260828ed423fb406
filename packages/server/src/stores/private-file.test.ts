import assert from 'node:assert/strict';
import {
  chmodSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { geteuid, platform, seteuid } from 'node:process';
import { test } from 'node:test';
import { aFolder } from '../../test/a-store.ts';
import { createPrivateFile, writePrivateFile, writePrivateFileAside } from './private-file.ts';

const posix = { skip: platform === 'win32' };

test('a database that others could open is closed to them, with what SQLite keeps beside it', posix, (t) => {
  const path = join(aFolder(t), 'state.db');
  for (const file of [path, `${path}-wal`]) {
    writeFileSync(file, 'kept');
    chmodSync(file, 0o644);
  }
  createPrivateFile(path);
  for (const file of [path, `${path}-wal`]) {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(readFileSync(file, 'utf8'), 'kept');
  }
});

test('says in words when a file that is open to others belongs to somebody else', {
  skip: geteuid?.() !== 0,
}, (t) => {
  const path = join(aFolder(t), 'state.db');
  writeFileSync(path, 'kept');
  chmodSync(path, 0o666);
  chmodSync(dirname(path), 0o711);
  const somebody = 65_534;
  seteuid?.(somebody);
  try {
    assert.throws(() => createPrivateFile(path), {
      code: 'invalid_configuration',
      message: `Others may read or write ${path}, and the broker may not change that.`,
    });
    assert.throws(() => createPrivateFile(`${path}.other`), {
      code: 'invalid_configuration',
      message: `The file ${path}.other cannot be made.`,
    });
  } finally {
    seteuid?.(0);
  }
});

test('what a crash left of a private file goes once it is old, and what another writer has under way stays', (t) => {
  const folder = aFolder(t);
  const path = join(folder, 'head');
  const names = ['head.1.new', 'head.2.new', 'head.other.1.new'];
  for (const name of names) writeFileSync(join(folder, name), 'of another');
  for (const name of [names[0], names[2]]) utimesSync(join(folder, String(name)), 1, 1);
  writePrivateFile(path, 'first');
  assert.deepEqual(readdirSync(folder).toSorted(), ['head', 'head.2.new', 'head.other.1.new']);
  assert.equal(readFileSync(path, 'utf8'), 'first');
});

for (const [way, temporary, write] of [
  ['at once', '1.new', writePrivateFile],
  ['aside', 'new', writePrivateFileAside],
] as const) {
  test(
    `a private file is its owner’s alone, also where somebody left its temporary file open to all (${way})`,
    posix,
    async (t) => {
      const path = join(aFolder(t), 'master.key');
      writeFileSync(`${path}.${temporary}`, 'left behind');
      chmodSync(`${path}.${temporary}`, 0o666);
      await write(path, 'secret');
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(readFileSync(path, 'utf8'), 'secret');
    },
  );

  test(
    `a private file is not written through a link that somebody put in its place (${way})`,
    posix,
    async (t) => {
      const folder = aFolder(t);
      const path = join(folder, 'master.key');
      const elsewhere = join(folder, 'elsewhere');
      writeFileSync(elsewhere, 'untouched');
      symlinkSync(elsewhere, `${path}.${temporary}`);
      await write(path, 'secret');
      assert.equal(readFileSync(elsewhere, 'utf8'), 'untouched');
      assert.equal(readFileSync(path, 'utf8'), 'secret');
    },
  );

  test(`a private file takes the place of the one before it, and leaves nothing beside it (${way})`, async (t) => {
    const folder = aFolder(t);
    const path = join(folder, 'operator.key');
    await write(path, 'first');
    await write(path, 'second');
    assert.equal(readFileSync(path, 'utf8'), 'second');
    assert.deepEqual(readdirSync(folder), ['operator.key']);
  });
}
