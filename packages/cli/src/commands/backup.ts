import { ConsentryError } from '@consentry/core';
import { type ConnectOptions, connect } from '../connect.ts';
import { createPrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';

const backUpWithinMs = 6 * 60 * 60 * 1000;

/**
 * Writes a backup to a new file, whole or not at all. It is sealed before it comes here. The file is made first: a backup that cannot be
 * written down is not taken.
 * @throws ConsentryError `usage` when the file is there or cannot be written; as `connect` and the call
 */
export const backup: Run<ConnectOptions & { readonly out: string }> = async ({ out, ...options }, output) => {
  const { remote, close } = await connect(options, { deadlineMs: backUpWithinMs });
  try {
    await using file = await createPrivateFile(out);
    const bytes = await file.write(whole(await remote.download('createBackup')));
    output.result(
      () =>
        `Wrote ${out}, ${bytes} bytes.\nProve it: consentry restore --drill --from ${out} --recovery-key-file …`,
      { file: out, bytes },
    );
  } finally {
    await close();
  }
};

async function* whole(download: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* download;
  } catch (cause) {
    if (cause instanceof ConsentryError) throw cause;
    throw new ConsentryError('broker_unreachable', {
      message: 'The backup broke off before its end. Nothing of it was kept.',
      cause,
    });
  }
}
