import { open, rm } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';

/** A new file that only its owner may read. Left without content, it is removed when it is disposed of. */
export interface PrivateFile extends AsyncDisposable {
  /**
   * Returns when the content is durable. It replaces what was written before. Text ends with a line break, bytes are written as
   * they are.
   */
  write(content: string | Uint8Array): Promise<void>;
}

/**
 * Makes the file before there is anything to write, and before anything is done that it tells of: a key is shown once, and what
 * was done cannot be told later.
 *
 * @throws ConsentryError `usage` when it is there already or cannot be made
 */
export async function createPrivateFile(path: string): Promise<PrivateFile> {
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
  let hasContent = false;
  return {
    async write(content) {
      const bytes = Buffer.from(typeof content === 'string' ? `${content}\n` : content);
      let written = 0;
      while (written < bytes.length) {
        written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
      }
      await file.truncate(bytes.length);
      await file.sync();
      hasContent = true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      if (!hasContent) await rm(path, { force: true });
    },
  };
}
