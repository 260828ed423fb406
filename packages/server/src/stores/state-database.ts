import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ConsentryError } from '@consentry/core';
import { createPrivateFile, unusable } from './private-file.ts';
import { isSqliteError, sqliteCode } from './sqlite-error.ts';

/** How long a query waits for another process that looks into the file. Nothing else happens meanwhile. */
const busyTimeoutMs = 250;

/**
 * Opens the state file and checks it from end to end before anything is written to it.
 * What is removed is overwritten, and a commit is on the disk when it returns. The file itself is locked too: a
 * second process is kept out even when somebody took `lock.db` away.
 *
 * @throws ConsentryError `store_corrupt`, `store_locked`, `invalid_configuration`
 */
export function openStateDatabase(file: string): DatabaseSync {
  // SQLite would remove a log that has no file.
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) {
    throw corrupt(file, 'it is gone or empty, though its log stands beside it');
  }
  createPrivateFile(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const findings = database.prepare('PRAGMA quick_check(1)').all();
    const finding = findings[0]?.['quick_check'];
    if (finding !== 'ok') throw corrupt(file, String(finding));
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;' +
        'BEGIN EXCLUSIVE; COMMIT;',
    );
    return database;
  } catch (cause) {
    database?.close();
    if (isSqliteError(cause, sqliteCode.corrupt, sqliteCode.notADatabase)) {
      throw corrupt(file, cause instanceof Error ? cause.message : 'unknown');
    }
    if (isSqliteError(cause, sqliteCode.busy)) {
      throw new ConsentryError('store_locked', {
        message: `Another process holds ${file}, though not by its lock file. Was lock.db removed?`,
        cause,
      });
    }
    if (isSqliteError(cause, sqliteCode.cannotOpen, sqliteCode.readOnly)) {
      throw unusable(`The file ${file} cannot be opened to write.`, file, cause);
    }
    throw cause;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** A file that is damaged: it is named, and nothing is started in its place. */
export function corrupt(file: string, detail: string): ConsentryError {
  return new ConsentryError('store_corrupt', {
    message: `The file ${file} is damaged: ${detail}.`,
    facts: { file, detail },
  });
}
