import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import { ConsentryError } from '@consentry/core';
import { isNodeError } from './private-file.ts';

/** Windows has no modes: there the folder's access list decides who may read. */
const hasModes = platform !== 'win32';

/**
 * Reads a file that only its owner may read. Undefined when it does not exist.
 * @throws ConsentryError `invalid_configuration` when others may read or write it, or it cannot be read
 */
export function readPrivateFile(path: string): string | undefined {
  try {
    const { mode } = statSync(path);
    if (hasModes && (mode & 0o077) !== 0) {
      throw new ConsentryError('invalid_configuration', {
        message: `Others may read or write ${path}.`,
        remedy: `Allow only its owner: chmod 600 ${path}. If someone may have read it, make a new one.`,
      });
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    if (isNodeError(cause, 'ENOENT')) return undefined;
    throw new ConsentryError('invalid_configuration', { message: `${path} cannot be read.`, cause });
  }
}
