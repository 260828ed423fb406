import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { removeOnExit } from './remove-on-exit.ts';
import { plain } from './terminal/plain.ts';

/** Bytes or text as they come. */
export type Pieces = AsyncIterable<string | Uint8Array>;

/** A new file that only its owner may read. Left without content, it is removed when it is disposed of, and when the process ends. */
export interface PrivateFile extends AsyncDisposable {
  /**
   * Returns when the content is durable. It takes the place of what was written before, at once: whatever ends the process, the file
   * has the one or the other whole. Text ends with a line break; bytes and pieces are written as they are.
   *
   * @returns how many bytes it has
   * @throws ConsentryError `usage` where it cannot be written; what the pieces throw
   */
  write(content: string | Uint8Array | Pieces): Promise<number>;
}

/**
 * Makes the file before there is anything to write, and before anything is done that it tells of: a key is shown once, and what
 * was done cannot be told later.
 *
 * @throws ConsentryError `usage` when it is there already or cannot be made
 */
export async function createPrivateFile(path: string): Promise<PrivateFile> {
  await (await openNew(path)).close();
  const beside = `${path}.writing`;
  const onExit = new DisposableStack();
  onExit.use(removeOnExit(path));
  const partOnExit = removeOnExit(beside);
  let hasContent = false;
  return {
    async write(content) {
      // Of a run that was killed.
      await rm(beside, { force: true });
      try {
        const bytes = await writeTo(beside, content);
        await rename(beside, path).catch((cause: unknown) => Promise.reject(unwritable(path, cause)));
        hasContent = true;
        onExit.dispose();
        return bytes;
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      if (!hasContent) await rm(path, { force: true });
      onExit.dispose();
      partOnExit[Symbol.dispose]();
    },
  };
}

/** Windows knows no modes: there it has the rights of the folder. */
async function openNew(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
  // Whatever the umask took away.
  await file.chmod(0o600);
  return file;
}

async function writeTo(path: string, content: string | Uint8Array | Pieces): Promise<number> {
  await using file = await openNew(path);
  let bytes = 0;
  for await (const piece of piecesOf(content)) {
    const buffer = typeof piece === 'string' ? Buffer.from(piece) : piece;
    await file.writeFile(buffer).catch((cause: unknown) => Promise.reject(unwritable(path, cause)));
    bytes += buffer.byteLength;
  }
  await file.sync();
  return bytes;
}

async function* piecesOf(content: string | Uint8Array | Pieces): Pieces {
  if (typeof content === 'string') yield `${content}\n`;
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}

function unwritable(path: string, cause: unknown): ConsentryError {
  const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
  return new ConsentryError('usage', {
    message: `The file ${plain(path)} ${exists ? 'is there already' : 'cannot be written'}.`,
    remedy: 'Name a new file, in a folder that you may write to, on a disk that has room for it.',
    cause,
  });
}
