import type { Clock } from '@consentry/core';
import type { StoreSnapshot } from '../stores/snapshot/store-snapshot.ts';
import { writeBackup } from './backup-lines.ts';
import type { RecoveryPublicKey } from './recovery-key.ts';
import { sealFile } from './sealed-file.ts';

/**
 * The bytes of a backup, as they are asked for. The snapshot is disposed of when they end, or when nobody wants them any
 * more; a file that was cut off by that is refused when it is read.
 */
export function createBackup(
  snapshot: StoreSnapshot,
  recoveryKey: RecoveryPublicKey,
  clock: Clock,
): ReadableStream<Uint8Array> {
  const pieces = sealFile(writeBackup(snapshot, clock.now()), recoveryKey);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const step: IteratorResult<Uint8Array, void> = await pieces.next();
          if (step.done !== true) {
            controller.enqueue(step.value);
            return;
          }
        } catch (error) {
          await snapshot[Symbol.asyncDispose]();
          throw error;
        }
        await snapshot[Symbol.asyncDispose]();
        controller.close();
      },
      async cancel() {
        await pieces.return(undefined);
        await snapshot[Symbol.asyncDispose]();
      },
    },
    { highWaterMark: 0 },
  );
}
