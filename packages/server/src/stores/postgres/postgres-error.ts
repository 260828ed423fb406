import { ConsentryError } from '@consentry/core';

/** SQLSTATEs that something is decided by. @see https://www.postgresql.org/docs/18/errcodes-appendix.html (2026-11-20) */
export const sqlState = {
  uniqueViolation: '23505',
  readOnlyTransaction: '25006',
  serializationFailure: '40001',
  noSuchDatabase: '3D000',
  insufficientPrivilege: '42501',
  deadlockDetected: '40P01',
} as const;

/** Groups of SQLSTATEs, by how they begin, that say that the server cannot work now. */
const unavailable = [
  '08', // the connection
  '25P03', // a transaction that stood still
  '28', // the user is not let in
  '3D', // there is no such database
  '53', // no room, no memory, too many connections
  '55P03', // a lock was waited for too long
  '57', // cancelled for its time, shutting down, starting
  '58', // the disk
  sqlState.readOnlyTransaction,
];

/** Long enough for a server that restarts. */
const retryAfterMs = 2000;

/** An error that the server sent, as `pg` hands it on. */
interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

/** True for an error of the server with one of these SQLSTATEs. */
export function isPostgresError(error: unknown, ...states: readonly string[]): boolean {
  return isServerError(error) && states.includes(error.code);
}

/** True when the server undid everything for the sake of others, and the same may succeed now. */
export function isWorthRepeating(error: unknown): boolean {
  return isPostgresError(error, sqlState.serializationFailure, sqlState.deadlockDetected);
}

/**
 * True when the connection cannot be used any more, or leads to a server that cannot do the work. What the server
 * did not say itself is trouble on the way to it, unless our own code is wrong.
 */
export function endsConnection(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  if (!isServerError(error)) return true;
  return error.severity !== 'ERROR' || error.code === sqlState.readOnlyTransaction;
}

/**
 * Says in the store's words what went wrong on the way to the server or in it. Other errors come back as they
 * are. The text of the server stays in `cause`: it may repeat values.
 */
export function readPostgresError(error: unknown): unknown {
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (isServerError(error) && !unavailable.some((start) => error.code.startsWith(start))) return error;
  return new ConsentryError('store_unavailable', {
    remedy: 'Look after the database server and the way to it. The broker goes on by itself.',
    facts: { database: causeOf(error) },
    retryAfterMs,
    cause: error,
  });
}

/** The SQLSTATE, or the code of the system. */
function causeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'no answer';
}
