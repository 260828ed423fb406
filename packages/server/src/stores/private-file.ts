import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { platform } from 'node:process';
import { ConsentryError } from '@consentry/core';

/** Writes a file that only its owner may read: whole or not at all, durable when this returns. */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  // The mode holds for a file that is made here. One that is there was left by a crash, or by somebody else.
  rmSync(temporary, { force: true });
  writeDurably(temporary, text);
  renameSync(temporary, path);
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

function writeDurably(path: string, text: string): void {
  const file = openPrivately(path);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename is durable once its folder is. Windows cannot open a folder, and does not need to. */
function syncFolder(path: string): void {
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
