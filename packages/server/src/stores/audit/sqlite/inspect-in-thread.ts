import { Worker } from 'node:worker_threads';
import { ConsentryError } from '@consentry/core';
import type { AuditInspection } from '../verify-audit.ts';
import type { AuditThreadData } from './audit-thread.ts';
import type { InspectionAnswer } from './inspection-worker.ts';

/** As in `audit-writer.ts`. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const threadStart = new URL(`./inspection-worker.${ending}`, import.meta.url);

/**
 * Walks over the audit file in a thread of its own, so that requests are answered meanwhile.
 * @throws ConsentryError `store_corrupt`, `store_unavailable`
 */
export async function inspectInThread(place: AuditThreadData): Promise<AuditInspection> {
  const worker = new Worker(threadStart, { workerData: place, name: 'audit inspection', execArgv: [] });
  const answer = await new Promise<InspectionAnswer>((resolve) => {
    const fail = (detail: string): void => resolve({ kind: 'failed', detail, corrupt: false });
    worker.once('message', resolve);
    worker.once('error', (error) => fail(error instanceof Error ? error.message : 'the thread failed'));
    worker.once('exit', () => fail('the thread ended'));
  });
  if (answer.kind === 'done') return answer.inspection;
  const facts = { file: place.file, detail: answer.detail };
  throw answer.corrupt
    ? new ConsentryError('store_corrupt', { message: `The audit file ${place.file} cannot be read.`, facts })
    : new ConsentryError('store_unavailable', { facts });
}
