import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ConsentryError } from '@consentry/core';
import type { AnchorReport } from '../anchor-report.ts';
import type { ChainHead } from '../audit-chain.ts';
import type { AuditWriter } from '../audit-storage.ts';
import type { AuditThreadAnswer, AuditThreadData, AuditThreadRequest } from './audit-thread.ts';

/** The build turns the endings of imports into .js, and leaves this one: it stands in a URL. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const threadStart = new URL(`./audit-worker.${ending}`, import.meta.url);

export interface AuditWriterReports {
  readonly anchoring: AnchorReport;
  /** Hears the end of a chain when the file that held it was moved away. */
  readonly onCutOff: (head: ChainHead) => void;
}

/**
 * Starts the writing thread. If the thread ends by itself, the group that it had is refused and the next
 * group starts a new one.
 *
 * @throws ConsentryError `store_corrupt`, `audit_unavailable`
 */
export async function startAuditWriter(
  data: AuditThreadData,
  reports: AuditWriterReports,
): Promise<AuditWriter> {
  let thread: Thread | undefined = await startThread(data, reports);
  let isClosed = false;
  const ask = async (request: AuditThreadRequest): Promise<void> => {
    if (isClosed) throw new ConsentryError('audit_unavailable');
    if (thread === undefined || thread.hasEnded()) thread = await startThread(data, reports);
    await thread.ask(request);
  };
  return {
    append: (group) => ask({ kind: 'append', group }),
    probe: () => ask({ kind: 'probe' }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (thread === undefined || thread.hasEnded()) return;
      try {
        await thread.ask({ kind: 'close' });
      } finally {
        await thread.end();
      }
    },
  };
}

interface Thread {
  ask(request: AuditThreadRequest): Promise<void>;
  hasEnded(): boolean;
  end(): Promise<void>;
}

async function startThread(data: AuditThreadData, reports: AuditWriterReports): Promise<Thread> {
  const worker = new Worker(threadStart, { workerData: data, name: 'audit', execArgv: [] });
  let ended = false;
  let waiting: ((answer: AuditThreadAnswer) => void) | undefined;
  const settle = (answer: AuditThreadAnswer): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(answer);
  };
  const end = (message: string): void => {
    ended = true;
    settle({ kind: 'failed', message, corrupt: false });
  };
  worker.on('message', settle);
  worker.on('error', (error) => end(error instanceof Error ? error.message : 'the thread failed'));
  worker.on('exit', () => end('the thread ended'));

  const next = (): Promise<AuditThreadAnswer> =>
    new Promise((resolve) => {
      waiting = resolve;
    });
  const demand = async (answer: Promise<AuditThreadAnswer>): Promise<void> => {
    const received = await answer;
    if (received.kind === 'failed') throw failureOf(received, data.file);
    if (received.kind !== 'done') return;
    reports.anchoring(received.anchorFailure);
    for (const head of received.cutOffs) reports.onCutOff(head);
  };

  await demand(next());
  return {
    async ask(request) {
      const answer = next();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(request);
      await demand(answer);
    },
    hasEnded: () => ended,
    async end() {
      if (!ended) await once(worker, 'exit');
    },
  };
}

function failureOf(
  { message, corrupt }: Extract<AuditThreadAnswer, { kind: 'failed' }>,
  file: string,
): ConsentryError {
  const facts = { file, detail: message };
  return corrupt
    ? new ConsentryError('store_corrupt', { message: `The audit file ${file} cannot be read.`, facts })
    : new ConsentryError('audit_unavailable', { facts });
}
