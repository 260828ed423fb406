import assert from 'node:assert/strict';
import { createBackup } from '../src/backup/create-backup.ts';
import {
  createRecoveryKey,
  type RecoveryKey,
  type RecoveryPublicKey,
  readRecoveryPublicKey,
} from '../src/backup/recovery-key.ts';
import type { Store } from '../src/stores/open-store.ts';
import { aClock } from './a-store.ts';

/** A recovery key, both halves. */
export function aRecoveryKey(): { readonly publicKey: RecoveryPublicKey; readonly key: RecoveryKey } {
  const { id, opens, seals } = createRecoveryKey();
  const publicKey = readRecoveryPublicKey(seals);
  assert.ok(publicKey);
  return { publicKey, key: { id, key: opens } };
}

/** The bytes of a backup. */
export async function takeBackup(
  store: Store,
  publicKey: RecoveryPublicKey,
  clock: { now(): number } = aClock(),
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(createBackup(await store.snapshot(), publicKey, clock)));
}

/** A file in pieces of a size that no part of it has. */
export async function* piecesOf(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let begin = 0; begin < file.length; begin += 7919) yield file.subarray(begin, begin + 7919);
}
