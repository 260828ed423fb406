import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { platform } from 'node:process';

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
 * Makes an empty file that only its owner may read, for SQLite to open: its companion files take over the
 * mode. Leaves an existing file alone.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openPrivately(path));
  } catch (error) {
    if (!isNodeError(error, 'EEXIST')) throw error;
  }
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
