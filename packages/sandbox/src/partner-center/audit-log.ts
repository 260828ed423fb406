import type { AuditRecord } from './records.ts';

/** The audit records of all partners, in the order in which they were written. */
export interface AuditLog {
  note(record: AuditRecord): void;
  list(partnerId: string): AuditRecord[];
}

/** The newest are kept. */
const MOST = 10_000;

/** Creates an empty log. */
export function createAuditLog(): AuditLog {
  const records: AuditRecord[] = [];
  return {
    note: (record) => {
      records.push(record);
      if (records.length > MOST) records.shift();
    },
    list: (partnerId) => records.filter((record) => record.partnerId === partnerId),
  };
}
