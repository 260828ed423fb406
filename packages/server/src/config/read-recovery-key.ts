import { type RecoveryPublicKey, readRecoveryPublicKey } from '../backup/recovery-key.ts';
import { type FileSources, readOpenFile } from './read-own-file.ts';

/** Reads what backups are sealed to. Undefined where the setting names none, or where the report says why. */
export function readRecoveryKey(sources: FileSources): RecoveryPublicKey | undefined {
  const text = readOpenFile(sources, 'backup.recoveryKeyFile');
  if (text === undefined) return undefined;
  const key = readRecoveryPublicKey(text);
  if (key === undefined) {
    sources.report.add(
      'backup.recoveryKeyFile',
      'names a file that is not the half of a recovery key that seals',
      'Name the file ending in .pub that `consentry recovery-key create` has made. The other one belongs on no machine of a broker.',
    );
  }
  return key;
}
