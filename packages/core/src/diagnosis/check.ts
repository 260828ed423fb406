import type { Source } from '../posture/sources/source.ts';
import { type CheckId, type CheckRow, checkTable } from './check-table.ts';

/**
 * What came of a check. `warn`: it works, and will not for long, or not for everything. `unknown`: it could not be looked at, which is
 * never taken for good.
 */
export const checkStatuses = ['pass', 'warn', 'fail', 'unknown'] as const;
/** How a check came out. */
export type CheckStatus = (typeof checkStatuses)[number];

/** One thing that was looked at. Nothing in it is a secret. Names in it come from outside: whoever shows them makes them inert. */
export interface Check {
  readonly id: CheckId;
  /** Which one of its kind: a host, a credential, a partner, a grant. */
  readonly subject: string;
  readonly status: CheckStatus;
  /** What was seen, in a sentence. */
  readonly found: string;
  /** What to do. Absent where it passed. */
  readonly remedy?: string;
  /** A page on it. Absent where it passed, or there is none. */
  readonly link?: string;
}

/** A check that found everything as it should be. */
export function passed(id: CheckId, subject: string, found: string): Check {
  return { id, subject, status: 'pass', found };
}

/** @param remedy where it is another than that of the table */
export function warned(id: CheckId, subject: string, found: string, remedy?: string): Check {
  return notPassed('warn', id, subject, found, remedy);
}

/** @param remedy where it is another than that of the table */
export function failed(id: CheckId, subject: string, found: string, remedy?: string): Check {
  return notPassed('fail', id, subject, found, remedy);
}

/** Of something that could not be looked at. @param remedy what makes it possible */
export function notSeen(id: CheckId, subject: string, found: string, remedy: string): Check {
  return { id, subject, status: 'unknown', found, remedy };
}

/** The checks of a source that was read; of one that was not, that it is unknown, and why. */
export function ofSource<Value>(
  id: CheckId,
  subject: string,
  source: Source<Value>,
  judge: (value: Value) => Check,
): Check {
  return source.outcome === 'read' ? judge(source.value) : notRead(id, subject, source);
}

/** That a source could not be read. */
export function notRead(
  id: CheckId,
  subject: string,
  { code, remedy }: Extract<Source<unknown>, { outcome: 'unreadable' }>,
): Check {
  return notSeen(id, subject, `It could not be read: ${code}.`, remedy);
}

function notPassed(
  status: 'warn' | 'fail',
  id: CheckId,
  subject: string,
  found: string,
  remedy: string | undefined,
): Check {
  const row: CheckRow = checkTable[id];
  return {
    id,
    subject,
    status,
    found,
    remedy: (remedy ?? row.remedy).replace(/<(?:partner|grant)>/, (what) => nameOf(what, id) ?? what),
    ...(row.link !== undefined && { link: row.link }),
  };

  /** Of checks whose subject it is: such an id is ours or a GUID, and nothing of a tenant’s. */
  function nameOf(what: string, of: CheckId): string | undefined {
    return (what === '<grant>') === of.startsWith('grant.') ? subject : undefined;
  }
}
