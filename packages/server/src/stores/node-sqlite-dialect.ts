import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { ConsentryError } from '@consentry/core';
import { type Dialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { isSqliteError, sqliteCode } from './sqlite-error.ts';

/** Queries are few and fixed; the limit only guards against lists of many lengths. */
const keptStatements = 200;

/**
 * Kysely on Node's own SQLite. Kysely lets one query or transaction at a time onto the connection; a
 * statement is prepared once and kept.
 */
export function createNodeSqliteDialect(database: DatabaseSync): Dialect {
  const kept = new Map<string, SqliteStatement>();
  const adapted: SqliteDatabase = {
    close() {
      kept.clear();
      database.close();
    },
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined) return known;
      const statement = sql === 'rollback' ? createRollback(database) : adaptStatement(database.prepare(sql));
      if (kept.size >= keptStatements) kept.clear();
      kept.set(sql, statement);
      return statement;
    },
  };
  return new SqliteDialect({ database: adapted });
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => available(() => statement.all(...values(parameters))),
    run: (parameters) => available(() => statement.run(...values(parameters))),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}

const { busy, cannotOpen, full, ioError, readOnly } = sqliteCode;

/** @throws ConsentryError `store_unavailable` for a disk that is full, busy or out of reach */
function available<T>(query: () => T): T {
  try {
    return query();
  } catch (cause) {
    if (!isSqliteError(cause, busy, cannotOpen, full, ioError, readOnly)) throw cause;
    throw new ConsentryError('store_unavailable', { cause });
  }
}

/** A full disk has rolled back already; doing it again would hide why the transaction failed. */
function createRollback(database: DatabaseSync): SqliteStatement {
  const rollback = adaptStatement(database.prepare('rollback'));
  return {
    ...rollback,
    run: () => (database.isTransaction ? rollback.run([]) : { changes: 0, lastInsertRowid: 0 }),
  };
}

/** Node refuses a value that SQLite cannot hold. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
