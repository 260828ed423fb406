import { ConsentryError } from '@consentry/core';
import { createBackup as sealBackup } from '../backup/create-backup.ts';
import type { FileAnswer } from '../http/answer.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import type { RouteDeps } from './route-deps.ts';

/**
 * The recovery key is the one of the configuration: who has the operator key alone cannot have the store sealed to a key of
 * their own.
 * @throws ConsentryError `backup_not_configured`, `store_unavailable`, `audit_unavailable`
 */
export async function createBackup(
  { store, clock, recoveryKey }: RouteDeps,
  exchange: Exchange<'createBackup'>,
): Promise<FileAnswer> {
  if (recoveryKey === undefined) throw new ConsentryError('backup_not_configured');
  const takenAt = clock.now();
  // First the record, then what is handed out; so the backup holds it too.
  await store.audit.write({
    type: 'backup.created',
    at: takenAt,
    actor: 'operator',
    ...traceOf(exchange),
    recoveryKey: recoveryKey.id,
    takenAt,
  });
  return { body: sealBackup(await store.snapshot(), recoveryKey, clock) };
}
