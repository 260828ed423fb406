import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { platform } from 'node:process';
import type { ConfigFiles, Place } from './config-files.ts';

const maximumBytes = 256 * 1024;

/** The files of this machine. Windows has no modes: there the folder's access list decides who may read. */
export const nodeConfigFiles: ConfigFiles = {
  read(path) {
    try {
      const status = statSync(path);
      if (!status.isFile()) return { ok: false, reason: 'not a file' };
      if (status.size > maximumBytes) return { ok: false, reason: 'too large' };
      const ownerOnly = platform === 'win32' || (status.mode & 0o077) === 0;
      return { ok: true, text: readFileSync(path, 'utf8'), ownerOnly };
    } catch (error) {
      return { ok: false, reason: isMissing(error) ? 'missing' : 'not readable' };
    }
  },

  look(path) {
    try {
      const status = statSync(path);
      if (!status.isDirectory()) return { kind: 'file' };
      return { kind: 'folder', isOpen: platform !== 'win32' && (status.mode & 0o007) !== 0 };
    } catch (error) {
      return isMissing(error) ? lookForRoom(dirname(path)) : { kind: 'blocked' };
    }
  },
};

/** Whether something new can be made here, or in the nearest folder above that exists. */
function lookForRoom(folder: string): Place {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { kind: statSync(folder).isDirectory() ? 'nothing' : 'blocked' };
  } catch (error) {
    const above = dirname(folder);
    return isMissing(error) && above !== folder ? lookForRoom(above) : { kind: 'blocked' };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
