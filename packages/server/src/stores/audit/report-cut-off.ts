import type { AuditSink, Clock } from '@consentry/core';
import type { Log } from '../../log.ts';
import type { ChainHead } from './audit-chain.ts';

/**
 * Tells the log and the audit of a chain whose anchored end is gone. The broker goes on: what it hands out is recorded in a
 * new chain.
 *
 * @throws ConsentryError `audit_unavailable`
 */
export async function reportCutOff(
  audit: AuditSink,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, 'error'> },
  { writer, sequence }: ChainHead,
): Promise<void> {
  log.error(
    { writer, sequence },
    'records of the audit that were anchored are gone: its end was cut off, its file was moved away, or the store was set back',
  );
  await audit.write({ type: 'audit.cut', at: clock.now(), actor: 'broker', writer, sequence });
}
