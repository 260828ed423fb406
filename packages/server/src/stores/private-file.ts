import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { platform } from 'node:process';
import { ConsentryError } from '@consentry/core/errors';

/**
 * Writes a file that only its owner may read: whole or not at all, durable when this returns. Of several writers at once
 * the last one wins.
 */
export function writePrivateFile(path: string, text: string): void {
  const { temporary, file } = openTemporary(path);
  let writtenAt: number;
  try {
    writeSync(file, text);
    fsyncSync(file);
    writtenAt = fstatSync(file).mtimeMs;
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  for (const other of readdirSync(dirname(path))) {
    if (!isTemporaryOf(path, other)) continue;
    const old = join(dirname(path), other);
    const { mtimeMs = Infinity } = lstatSync(old, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < writtenAt - leftBehindMs) rmSync(old, { force: true });
  }
  syncFolder(dirname(path));
}

/**
 * As {@link writePrivateFile}, and without holding anybody up: for what is written where requests are answered. One
 * call for a path at a time.
 */
export async function writePrivateFileAside(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  if (platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Makes an empty file that only its owner may read, for SQLite to open: its companion files take over the
 * mode. What an existing file holds is left alone; that others may open it, as after a careless restore, is not.
 *
 * @throws ConsentryError `store_corrupt` when it is something else than a file; `invalid_configuration` when it cannot be
 *   made, or cannot be closed to others
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openPrivately(path));
  } catch (cause) {
    if (!isNodeError(cause, 'EEXIST')) throw unusable(`The file ${path} cannot be made.`, path, cause);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
      throw new ConsentryError('store_corrupt', {
        message: `${path} is not a file.`,
        remedy: 'Move it away, and put back the file that belongs there from a backup.',
        facts: { file: path },
      });
    }
    for (const suffix of ['', '-wal', '-shm', '-journal']) closeToOthers(path + suffix);
  }
}

/**
 * Takes a file away from everybody but its owner, if there is one.
 * @throws ConsentryError `invalid_configuration` when it belongs to somebody else
 */
export function closeToOthers(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if (platform === 'win32' || (mode & 0o077) === 0) return;
  try {
    chmodSync(path, 0o600);
  } catch (cause) {
    if (isNodeError(cause, 'ENOENT')) return;
    throw unusable(`Others may read or write ${path}, and the broker may not change that.`, path, cause);
  }
}

/** The refusal of a file that the broker's user may not use as it must. */
export function unusable(message: string, path: string, cause: unknown): ConsentryError {
  return new ConsentryError('invalid_configuration', {
    message,
    remedy: `Give the folder ${dirname(path)} and all files in it to the user that the broker runs as, with mode 0600, and see that the disk is neither full nor read-only.`,
    facts: { file: path },
    cause,
  });
}

/** The umask takes away from the mode that a file is made with: one that takes too much would lock its owner out. */
function openPrivately(path: string): number {
  const file = openSync(path, 'wx', 0o600);
  fchmodSync(file, 0o600);
  return file;
}

/** What is older than a file that was just written was left by a crash. */
const leftBehindMs = 60_000;
const temporaryNames = 100;

/** A name that no other writer has at this moment. What stands at a name is left alone, and no link is followed. */
function openTemporary(path: string): { readonly temporary: string; readonly file: number } {
  for (let number = 1; number < temporaryNames; number++) {
    const temporary = `${path}.${number}.new`;
    try {
      return { temporary, file: openPrivately(temporary) };
    } catch (error) {
      if (!isNodeError(error, 'EEXIST')) throw error;
    }
  }
  throw new Error(`too many temporary files stand beside ${path}`);
}

function isTemporaryOf(path: string, name: string): boolean {
  const start = `${basename(path)}.`;
  return name.startsWith(start) && /^\d+\.new$/.test(name.slice(start.length));
}

/** A rename is durable once its folder is. Windows cannot open a folder, and does not need to. */
export function syncFolder(path: string): void {
  if (platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** True for an error of the system with this code. */
export function isNodeError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
