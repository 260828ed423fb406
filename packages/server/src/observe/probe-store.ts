import { ConsentryError } from '@consentry/core';
import type { Log } from '../log.ts';
import type { Store } from '../stores/store.ts';

export interface ProbeDeps {
  readonly store: Pick<Store, 'audit' | 'grants'>;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Anybody may ask whether the broker is ready, so what is wrong, and where, is for the log alone.
 * @throws ConsentryError `audit_unavailable`
 */
export async function probeAudit({ store, log }: ProbeDeps): Promise<void> {
  try {
    await store.audit.probe();
  } catch (error) {
    log.error({ err: error }, 'the audit cannot be written');
    throw new ConsentryError('audit_unavailable', { cause: error });
  }
}

/** @throws ConsentryError `store_unavailable`, as {@link probeAudit} without what is wrong */
export async function probeStore({ store, log }: ProbeDeps): Promise<void> {
  try {
    await store.grants.list({ limit: 1 });
  } catch (error) {
    log.error({ err: error }, 'the store cannot be read');
    throw new ConsentryError('store_unavailable', { cause: error });
  }
}
