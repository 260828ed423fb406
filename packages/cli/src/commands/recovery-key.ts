import { chmod } from 'node:fs/promises';
import { createPrivateFile } from '../private-file.ts';
import type { Run } from '../run.ts';

/**
 * Makes a recovery key: a file that opens backups, and one beside it that seals them. Neither is shown.
 * @throws ConsentryError `usage` when one of the files is there already or cannot be made
 */
export const createRecoveryKey: Run<{ readonly out: string }> = async ({ out }, output) => {
  const server = await import('@consentry/server');
  const sealsFile = `${out}.pub`;
  await using opensFile = await createPrivateFile(out);
  await using publicFile = await createPrivateFile(sealsFile);
  const { id, opens, seals } = server.createRecoveryKey();
  await opensFile.write(opens.reveal().trimEnd());
  await publicFile.write(seals.trimEnd());
  await chmod(sealsFile, 0o644);
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
