/** SQLite's primary result codes that something is decided by. @see https://www.sqlite.org/rescode.html */
export const sqliteCode = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

type SqliteCode = (typeof sqliteCode)[keyof typeof sqliteCode];

/** True for an error of SQLite with one of these primary codes. */
export function isSqliteError(error: unknown, ...codes: readonly SqliteCode[]): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  const primary = error.errcode & 0xff;
  return codes.some((code) => code === primary);
}
