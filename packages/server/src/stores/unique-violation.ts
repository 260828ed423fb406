import { isPostgresError, sqlState } from './postgres/postgres-error.ts';

/** SQLite's extended result codes for a primary key and for a unique column. @see https://www.sqlite.org/rescode.html */
const sqliteCodes: readonly unknown[] = [1555, 2067];

/** True when a row was refused, on either database, for a value that another row has. */
export function isUniqueViolation(error: unknown): boolean {
  if (isPostgresError(error, sqlState.uniqueViolation)) return true;
  return error instanceof Error && 'errcode' in error && sqliteCodes.includes(error.errcode);
}
