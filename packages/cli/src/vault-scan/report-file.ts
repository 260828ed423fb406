import { open } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';

/** A file that only its owner may read. What is written replaces what was there. */
export interface ReportFile extends AsyncDisposable {
  /** Returns when it is durable. */
  write(report: unknown): Promise<void>;
}

/**
 * Makes the file before anything is done that it tells of.
 * @throws ConsentryError `usage` when it is there already or cannot be made
 */
export async function createReportFile(path: string): Promise<ReportFile> {
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
  return {
    async write(report) {
      const text = Buffer.from(`${JSON.stringify(report, undefined, 2)}\n`);
      await file.write(text, 0, text.length, 0);
      await file.truncate(text.length);
      await file.sync();
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
