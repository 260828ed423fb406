import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { platform } from 'node:process';
import { ConsentryError } from '@consentry/core';

/** @throws ConsentryError `invalid_configuration` when the folder cannot be made, or everybody may enter it */
export function makeDataDir(dataDir: string): void {
  try {
    const isNew = !existsSync(dataDir);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // Whatever the umask took away.
    if (isNew) chmodSync(dataDir, 0o700);
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: `The data folder ${dataDir} cannot be made.`,
      remedy: 'Set dataDir to a folder that the broker may write to.',
      cause,
    });
  }
  if (platform !== 'win32' && (statSync(dataDir).mode & 0o007) !== 0) {
    throw new ConsentryError('invalid_configuration', {
      message: `Everybody on this machine may enter the data folder ${dataDir}.`,
      remedy: `Run: chmod 700 ${dataDir}`,
    });
  }
}
