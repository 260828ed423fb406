import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import type { ConfigFiles } from './config-files.ts';

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
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return { ok: false, reason: missing ? 'missing' : 'not readable' };
    }
  },
};
