import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, ConsentryError } from '@consentry/core';
import { createPrivateFile, writePrivateFile } from './private-file.ts';
import { isSqliteError, sqliteCode } from './sqlite-error.ts';

/** A held data folder. */
export interface StoreLock {
  release(): void;
}

/**
 * Takes the data folder for this process. The lock is SQLite's own on a file of its own: the system frees it
 * with the process, also one that was killed. `holder.txt` is only for people to read.
 *
 * @throws ConsentryError `store_locked` with the holder's pid and host
 */
export function lockStore(dataDir: string, clock: Clock): StoreLock {
  const holderFile = join(dataDir, 'holder.txt');
  const lockFile = join(dataDir, 'lock.db');
  createPrivateFile(lockFile);
  chmodSync(lockFile, 0o600);
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (isSqliteError(cause, sqliteCode.busy)) throw lockedBy(readHolder(holderFile), dataDir, cause);
    throw cause;
  }
  const since = new Date(clock.now()).toISOString();
  writePrivateFile(holderFile, `pid ${pid}\nhost ${hostname()}\nsince ${since}\n`);
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

function lockedBy(holder: Holder, dataDir: string, cause: unknown): ConsentryError {
  const facts = Object.fromEntries(Object.entries(holder).filter(([, value]) => value !== undefined));
  return new ConsentryError('store_locked', {
    message: `Process ${holder.pid ?? '(unknown)'} on ${holder.host ?? '(unknown host)'} holds the data folder ${dataDir}.`,
    facts,
    cause,
  });
}
