import { writeFile } from 'node:fs/promises';
import { ConsentryError } from '@consentry/core';
import { createPrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';

/**
 * Makes a recovery key: a file that opens backups, and one beside it that seals them. Neither is shown.
 * @throws ConsentryError `usage` when one of the files is there already or cannot be made
 */
export const createRecoveryKey: Run<{ readonly out: string }> = async ({ out }, output) => {
  const server = await import('@consentry/server');
  const sealsFile = `${out}.pub`;
  await using file = await createPrivateFile(out);
  const { id, opens, seals } = server.createRecoveryKey();
  using onExit = removeOnExit(sealsFile);
  await writeFile(sealsFile, seals, { flag: 'wx', mode: 0o644 }).catch((cause: unknown) => {
    throw new ConsentryError('usage', {
      message: `The file ${sealsFile} is there already or cannot be made.`,
      remedy: 'Name a new file with --out, in a folder that you may write to.',
      cause,
    });
  });
  await file.write(opens.reveal().trimEnd());
  output.result(
    () =>
      [
        `Made the recovery key ${id}.`,
        `${out} opens backups. Take it off this machine, to two places that you trust, apart from the backups.`,
        `${sealsFile} seals them. Name it in backup.recoveryKeyFile and restart the broker.`,
      ].join('\n'),
    { id, file: out, sealsFile },
  );
};
