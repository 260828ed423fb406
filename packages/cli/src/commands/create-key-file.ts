import { open, rm } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';

/** A new file for a key. Left without a key, it is removed when it is disposed of. */
export interface KeyFile extends AsyncDisposable {
  /** Returns when the key is durable. Text ends with a line break, bytes are written as they are. */
  write(key: string | Uint8Array): Promise<void>;
}

/**
 * Makes the file before there is a key: a key is shown once, and one that cannot be written down is lost. Only
 * its owner may read it.
 *
 * @throws ConsentryError `usage` when it is there already or cannot be made
 */
export async function createKeyFile(path: string): Promise<KeyFile> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new ConsentryError('usage', {
      message: exists ? `The file ${path} is there already.` : `The file ${path} cannot be made.`,
      remedy: 'Name a new file, in a folder that you may write to.',
      cause,
    });
  });
  // Whatever the umask took away.
  await file.chmod(0o600);
  let holdsKey = false;
  return {
    async write(key) {
      await file.writeFile(typeof key === 'string' ? `${key}\n` : key);
      await file.sync();
      holdsKey = true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (!holdsKey) await rm(path, { force: true });
    },
  };
}
