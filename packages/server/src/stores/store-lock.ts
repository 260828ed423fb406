import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, ConsentryError } from '@consentry/core';
import { createPrivateFile, unusable, writePrivateFile } from './private-file.ts';
import { isSqliteError, sqliteCode } from './sqlite-error.ts';

/** A held data folder. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the data folder for this process. The lock is SQLite's own on a file of its own: the system frees it
 * with the process, also one that was killed. `holder.txt` is only for people to read.
 *
 * @throws ConsentryError `store_locked` with the holder's pid and host; `store_corrupt` when the lock file is no lock;
 *   `invalid_configuration` when the broker's user may not write it
 */
export function lockStore(dataDir: string, clock: Clock): StoreLock {
  const holderFile = join(dataDir, 'holder.txt');
  const lockFile = join(dataDir, 'lock.db');
  createPrivateFile(lockFile);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (isSqliteError(cause, sqliteCode.busy)) throw lockedBy(readHolder(holderFile), dataDir, cause);
    if (isSqliteError(cause, sqliteCode.corrupt, sqliteCode.notADatabase)) throw noLock(lockFile, cause);
    if (isSqliteError(cause, sqliteCode.cannotOpen, sqliteCode.readOnly)) {
      throw unusable(`The file ${lockFile} cannot be opened to write.`, lockFile, cause);
    }
    throw cause;
  }
  const since = new Date(clock.now()).toISOString();
  try {
    writePrivateFile(holderFile, `pid ${pid}\nhost ${hostname()}\nsince ${since}\n`);
  } catch (cause) {
    database.close();
    throw unusable(`The file ${holderFile} cannot be written.`, holderFile, cause);
  }
  return {
    release() {
      rmSync(holderFile, { force: true });
      database.close();
    },
  };
}

interface Holder {
  readonly pid: number | undefined;
  readonly host: string | undefined;
  readonly since: string | undefined;
}

function readHolder(file: string): Holder {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // The other process has the lock and has not yet written who it is.
  }
  const pidText = /^pid (\d{1,10})$/m.exec(text)?.[1];
  return {
    pid: pidText === undefined ? undefined : Number(pidText),
    host: /^host ([\w.-]{1,255})$/m.exec(text)?.[1],
    since: /^since ([0-9T:.Z-]{20,30})$/m.exec(text)?.[1],
  };
}

function noLock(file: string, cause: unknown): ConsentryError {
  return new ConsentryError('store_corrupt', {
    message: `The file ${file} is damaged.`,
    remedy: 'Remove it while no broker runs on this folder: nothing is kept in it.',
    facts: { file },
    cause,
  });
}

function lockedBy(holder: Holder, dataDir: string, cause: unknown): ConsentryError {
  const facts = Object.fromEntries(Object.entries(holder).filter(([, value]) => value !== undefined));
  return new ConsentryError('store_locked', {
    message: `Process ${holder.pid ?? '(unknown)'} on ${holder.host ?? '(unknown host)'} holds the data folder ${dataDir}.`,
    facts,
    cause,
  });
}
