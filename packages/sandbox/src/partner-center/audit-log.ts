import { randomUUID } from 'node:crypto';
import { findTenant } from '../world/find.ts';
import type { Call } from './route.ts';

/** How an operation stands among the audit records. */
export interface AuditedOperation {
  resourceType: string;
  operationType: string;
  /** What the resource was before. Nothing when absent. */
  old?(call: Call): object | undefined;
}

/** One operation that somebody did, or tried to do. */
export interface AuditRecord {
  id: string;
  partnerId: string;
  customerId?: string;
  customerName?: string;
  /** Absent for an application that acts for itself. */
  userPrincipalName?: string;
  applicationId: string;
  resourceType: string;
  /** JSON as text. */
  resourceOldValue: string;
  resourceNewValue: string;
  operationType: string;
  at: number;
  operationStatus: 'succeeded' | 'failed';
}

/** The audit records of all partners, in the order in which they were written. */
export interface AuditLog {
  /** Writes down what a call did, or that it was refused. */
  note(
    call: Call,
    operation: AuditedOperation,
    values: { old?: object | undefined; new?: object },
  ): AuditRecord;
  list(partnerId: string): AuditRecord[];
}

/** The newest are kept. */
const MOST = 10_000;

/** Creates an empty log. */
export function createAuditLog(): AuditLog {
  const records: AuditRecord[] = [];
  return {
    note: (call, { resourceType, operationType }, values) => {
      const record: AuditRecord = {
        id: randomUUID(),
        ...whoOf(call),
        resourceType,
        operationType,
        resourceOldValue: values.old === undefined ? '' : JSON.stringify(values.old),
        resourceNewValue: values.new === undefined ? '' : JSON.stringify(values.new),
        at: call.parts.clock.now(),
        operationStatus: values.new === undefined ? 'failed' : 'succeeded',
      };
      records.push(record);
      if (records.length > MOST) records.shift();
      return record;
    },
    list: (partnerId) => records.filter((record) => record.partnerId === partnerId),
  };
}

function whoOf({ parts, caller, params }: Call): Omit<AuditRecord, 'id' | keyof WhatHappened> {
  const customer = params['customer'] === undefined ? undefined : findTenant(parts.world, params['customer']);
  return {
    partnerId: caller.partner.id,
    ...(customer === undefined ? {} : { customerId: customer.id, customerName: customer.name }),
    ...(caller.user === undefined ? {} : { userPrincipalName: caller.user.userPrincipalName }),
    applicationId: caller.claims.clientId,
  };
}

type WhatHappened = Pick<
  AuditRecord,
  'resourceType' | 'resourceOldValue' | 'resourceNewValue' | 'operationType' | 'at' | 'operationStatus'
>;
