import { open, rm } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';

const backUpWithinMs = 6 * 60 * 60 * 1000;

/**
 * Writes a backup to a new file, whole or not at all. It is sealed before it comes here.
 * @throws ConsentryError `usage` when the file is there or cannot be written; as `connect` and the call
 */
export const backup: Run<ConnectOptions & { readonly out: string }> = async ({ out, ...options }, output) => {
  const { remote, close } = await connect(options, { deadlineMs: backUpWithinMs });
  try {
    const bytes = await writeNew(out, () => remote.download('createBackup'));
    output.result(
      () =>
        `Wrote ${out}, ${bytes} bytes.\nProve it: consentry restore --drill --from ${out} --recovery-key-file …`,
      { file: out, bytes },
    );
  } finally {
    await close();
  }
};

/** The file is made first: a backup that cannot be written down is not taken. */
async function writeNew(path: string, download: () => Promise<ReadableStream<Uint8Array>>): Promise<number> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
  let isWhole = false;
  let bytes = 0;
  try {
    for await (const piece of await download()) {
      bytes += (await file.write(piece).catch((cause: unknown) => Promise.reject(unwritable(path, cause))))
        .bytesWritten;
    }
    await file.sync();
    isWhole = true;
    return bytes;
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('broker_unreachable', {
      message: 'The backup broke off before its end. Nothing of it was kept.',
      cause,
    });
  } finally {
    await file.close();
    if (!isWhole) await rm(path, { force: true });
  }
}

function unwritable(path: string, cause: unknown): ConsentryError {
  return new ConsentryError('usage', {
    message: `The file ${path} is there already or cannot be written.`,
    remedy: 'Name a new file with --out, on a disk that has room for it.',
    cause,
  });
}
