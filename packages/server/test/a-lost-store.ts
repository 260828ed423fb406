import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GrantId } from '@consentry/core';
import { systemRandom } from '@consentry/core/node';
import type { Remote } from '@consentry/core/remote';
import { type RestoredStore, restoreBackup } from '../src/backup/restore-backup.ts';
import { aRecoveryKey, piecesOf } from './a-backup.ts';
import { aBroker, type TestBroker, type TestBrokerOptions } from './a-broker.ts';

/** The recovery key of every broker here: what seals its backups, and what opens them. */
export const { publicKey: recoveryKey, key: opening } = aRecoveryKey();

/** A broker that gives backups, and the grant of the partner that has connected. */
export async function aConnectedBroker(
  options: TestBrokerOptions = {},
): Promise<TestBroker & { id: GrantId }> {
  const t = await aBroker({ ...options, config: { recoveryKey, ...options.config } });
  await t.aConnectedPartner();
  const [grant] = await t.broker.store.grants.list({ limit: 1 });
  assert.ok(grant);
  return Object.assign(t, { id: grant.id });
}

export async function download(remote: Remote): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(await remote.download('createBackup')));
}

/** Loses the store, restores it from a backup, and opens a broker on what came of it. */
export async function loseAndRestore(
  t: TestBroker,
  file: Buffer,
): Promise<{ readonly report: RestoredStore; readonly operator: Remote }> {
  const { masterKeyFile } = t.config;
  const dataDir = join(t.folder, 'restored');
  let report: RestoredStore | undefined;
  await t.restart({ dataDir }, async () => {
    report = await restoreBackup({
      file: piecesOf(file),
      recoveryKey: opening,
      masterKeyFile,
      dataDir,
      revocations: [`${masterKeyFile}.revocations`],
      clock: t.sandbox.clock,
      random: systemRandom,
      log: { warn: () => undefined },
    });
  });
  assert.ok(report);
  return { report, operator: t.remote(readFileSync(t.broker.store.operatorKeyFile, 'utf8').trim()) };
}
