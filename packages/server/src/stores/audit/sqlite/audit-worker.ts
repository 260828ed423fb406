import { parentPort, workerData } from 'node:worker_threads';
import { isConsentryError } from '@consentry/core/errors';
import { isSqliteError, sqliteCode } from '../../sqlite-error.ts';
import { describeFailure } from '../anchor-report.ts';
import { type AuditDatabase, openAuditDatabase } from './audit-database.ts';
import type { AuditThreadAnswer, AuditThreadData, AuditThreadRequest } from './audit-thread.ts';

function perform(database: AuditDatabase, request: AuditThreadRequest): void {
  switch (request.kind) {
    case 'append':
      return database.append(request.group);
    case 'probe':
      return database.probe();
    case 'close':
      return database.close();
  }
}

/** The writing thread: a commit waits for the disk here, and not where requests are answered. */
function run(port: NonNullable<typeof parentPort>): void {
  const answer = (message: AuditThreadAnswer): void => port.postMessage(message);
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      answer({
        kind: 'failed',
        message: describeFailure(error),
        corrupt:
          isSqliteError(error, sqliteCode.corrupt, sqliteCode.notADatabase) ||
          isConsentryError(error, 'store_corrupt'),
      });
      return undefined;
    }
  };

  const database: AuditDatabase | undefined = attempt(() => openAuditDatabase(workerData as AuditThreadData));
  if (database === undefined) {
    port.close();
    return;
  }
  answer({ kind: 'open' });
  port.on('message', (request: AuditThreadRequest) => {
    attempt(() => {
      perform(database, request);
      answer({ kind: 'done', anchorFailure: database.anchorFailure(), cutOffs: database.takeCutOffs() });
    });
    if (request.kind === 'close') port.close();
  });
}

if (parentPort === null) throw new TypeError('this file is the start of a thread');
run(parentPort);
