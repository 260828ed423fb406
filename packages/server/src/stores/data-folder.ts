import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { ConsentryError } from '@consentry/core';

/** How the folder begins in which a restore makes a store, before it is one. */
export const restoringPrefix = '.restoring-';

/**
 * A folder into which a restore is under way, or was killed, is no place for a new store.
 * @throws ConsentryError `store_corrupt`
 */
export function refuseRestoring(dataDir: string): void {
  if (!existsSync(dataDir) || existsSync(join(dataDir, 'state.db'))) return;
  if (!readdirSync(dataDir).some((name) => name.startsWith(restoringPrefix))) return;
  throw new ConsentryError('store_corrupt', {
    message: `A restore into ${dataDir} is under way, or was killed.`,
    remedy: 'Wait for its end. If it was killed, remove what is in the folder, and restore the backup again.',
    facts: { file: dataDir },
  });
}

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
