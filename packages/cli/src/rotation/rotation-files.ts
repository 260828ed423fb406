import type { Stats } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConsentryError, isConsentryError } from '@consentry/core';
import { removeOnExit } from '../remove-on-exit.ts';
import { lockFile } from './lock-file.ts';

/** The files that a rotation reads and writes. */
export interface RotationFiles {
  /** Undefined: there is none. @throws ConsentryError `usage` */
  read(path: string): Promise<string | undefined>;
  /**
   * Puts this in the place of what was there, at once, and returns when it would outlast a loss of power. A file that was there
   * keeps its owner, group and mode; a new one has this mode.
   * @throws ConsentryError `usage`: it cannot be written, or not with its owner
   */
  write(path: string, text: string, mode: number): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Holds this file, with the number of the process, until it is disposed of. One whose process is gone is taken over: on this
   * machine, for a number says nothing about the processes of another.
   * @throws ConsentryError `usage`: another process holds it
   */
  lock(path: string): Promise<AsyncDisposable>;
}

export const nodeRotationFiles: RotationFiles = {
  async read(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw unusable(path, 'read', cause);
    }
  },
  async write(path, text, mode) {
    try {
      await writeWhole(path, text, mode);
    } catch (cause) {
      throw unusable(path, 'written', cause);
    }
  },
  async remove(path) {
    await rm(path, { force: true });
  },
  async lock(path) {
    try {
      return await lockFile(path);
    } catch (cause) {
      throw isConsentryError(cause) ? cause : unusable(path, 'written', cause);
    }
  },
};

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  const beside = `${path}.writing`;
  const onExit = removeOnExit(beside);
  // Of a run that was interrupted.
  await rm(beside, { force: true });
  try {
    await writeBeside(beside, text, before, mode);
    await rename(beside, path);
  } catch (error) {
    // It may be a key, and nobody would look for it here.
    await rm(beside, { force: true });
    throw error;
  } finally {
    onExit[Symbol.dispose]();
  }
  await syncFolder(dirname(path));
}

async function writeBeside(
  path: string,
  text: string,
  before: Stats | undefined,
  mode: number,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    const { uid, gid } = await file.stat();
    if (before !== undefined && (before.uid !== uid || before.gid !== gid)) {
      await file.chown(before.uid, before.gid);
    }
    await file.chmod(before === undefined ? mode : before.mode & 0o777);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name is as durable as what it names. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function unusable(path: string, what: 'read' | 'written', cause: unknown): ConsentryError {
  return new ConsentryError('usage', {
    message: `The file ${path} cannot be ${what} (${codeOf(cause)}).`,
    remedy:
      'Run the command as the user that the broker runs as, where the files of its credential are. Where something else writes them, make a certificate with `consentry credential create` and let that hand it out.',
    cause,
  });
}
