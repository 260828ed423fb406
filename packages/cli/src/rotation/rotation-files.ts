import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConsentryError } from '@consentry/core';

/** The files that a rotation reads and writes. */
export interface RotationFiles {
  /** Undefined: there is none. @throws ConsentryError `usage` */
  read(path: string): Promise<string | undefined>;
  /**
   * Puts this in the place of what was there, at once, and returns when it would outlast a loss of power. A file that was there
   * keeps its owner and mode; a new one has this mode.
   * @throws ConsentryError `usage`: it cannot be written, or not with its owner
   */
  write(path: string, text: string, mode: number): Promise<void>;
  remove(path: string): Promise<void>;
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
};

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  const beside = `${path}.writing`;
  // Of a run that was interrupted.
  await rm(beside, { force: true });
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (before !== undefined && before.uid !== process.getuid?.()) await file.chown(before.uid, before.gid);
    await file.chmod(before === undefined ? mode : before.mode & 0o777);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncFolder(dirname(path));
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
