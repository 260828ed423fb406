import { type Clock, type Envelope, isConsentryError } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Log } from '../log.ts';
import { type ChainHead, type ChainKey, deriveChainKeys } from '../stores/audit/audit-chain.ts';
import { type AuditVerdict, createAuditCheck } from '../stores/audit/verify-audit.ts';
import type { MasterKeys } from '../stores/master-keys.ts';
import { migrateWithin, migrations, refuseNewer } from '../stores/migrations/migrate.ts';
import { openChainKeys } from '../stores/older-chain-keys.ts';
import type { Schema } from '../stores/schema.ts';
import { type SealedTexts, sealedTextsOf } from '../stores/sealed-texts.ts';
import type { BackedUpTable, Row } from '../stores/snapshot/store-snapshot.ts';
import { readStamp } from '../stores/stamp.ts';
import { type BackupHead, type BackupPart, readBackup } from './backup-lines.ts';
import type { RecoveryKey } from './recovery-key.ts';
import { type RestoreTarget, readColumns } from './restore-target.ts';
import { openFile, unreadable } from './sealed-file.ts';

export interface LoadBackupOptions {
  readonly file: AsyncIterable<Uint8Array>;
  readonly recoveryKey: RecoveryKey;
  readonly masterKeys: MasterKeys;
  readonly envelope: Envelope;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** What was in a backup, and what of it works. */
export interface LoadedBackup {
  readonly head: BackupHead;
  readonly rows: Readonly<Record<BackedUpTable, number>>;
  readonly audit: AuditVerdict;
  /** The end of each chain. */
  readonly heads: readonly ChainHead[];
  /** They verify its audit, and its journals. */
  readonly keys: readonly ChainKey[];
  /** Sealed texts that do not open under the master keys that are here. */
  readonly unreadable: number;
  /** Grants whose refresh token is in the backup; in a Key Vault; or should be in the backup, and is not. */
  readonly refreshTokens: { readonly here: number; readonly inKeyVault: number; readonly missing: number };
}

/**
 * Reads a backup into an empty place, as it was made: the tables of its schema, its rows, its audit. It is whole and of
 * the store that it says when this resolves, and not before.
 *
 * @throws ConsentryError `backup_unreadable`, `store_newer`, `store_unavailable`
 */
export async function loadBackup(target: RestoreTarget, options: LoadBackupOptions): Promise<LoadedBackup> {
  const { db } = target;
  const parts = readBackup(openFile(options.file, options.recoveryKey), deriveChainKeys(options.masterKeys));
  let head: BackupHead | undefined;
  let insert: ((table: BackedUpTable, row: Row) => Promise<void>) | undefined;
  let walk: AuditWalk | undefined;
  const rows: Partial<Record<BackedUpTable, number>> = {};
  for await (const part of parts) {
    switch (part.kind) {
      case 'head':
        head = part.head;
        insert = await makeTables(target, head, options.clock);
        break;
      case 'row':
        await insert?.(part.table, part.row);
        rows[part.table] = (rows[part.table] ?? 0) + 1;
        break;
      case 'group':
        walk ??= await startWalk(target, options);
        await walk.add(part.group);
        break;
    }
  }
  walk ??= await startWalk(target, options);
  if (head === undefined) throw unreadable('It has no head.');
  return {
    head,
    rows: rows as LoadedBackup['rows'],
    ...(await walk.end()),
    ...(await tryOpening(target, options, head.schema)),
    refreshTokens: await countRefreshTokens(db),
  };
}

async function makeTables(
  { db, kind }: RestoreTarget,
  head: BackupHead,
  clock: Clock,
): Promise<(table: BackedUpTable, row: Row) => Promise<void>> {
  refuseNewer(head.schema, migrations.at(-1)?.number ?? 0);
  const steps = migrations.filter(({ number }) => number <= head.schema);
  await migrateWithin(db, clock, kind, steps);
  const columns = await readColumns(db);
  return async (table, row) => {
    const known = columns.get(table);
    if (known === undefined || Object.keys(row).some((name) => !known.has(name))) {
      throw unreadable(`It holds a row of ${table} that its schema does not have.`);
    }
    await db
      .insertInto(table as 'stamp')
      .values(row as unknown as { name: string; value: string })
      .execute();
  };
}

interface AuditWalk {
  add(group: Extract<BackupPart, { kind: 'group' }>['group']): Promise<void>;
  end(): Promise<Pick<LoadedBackup, 'audit' | 'heads' | 'keys'>>;
}

/** The rows of the stamp came first: they hold what verifies the time of other master keys. */
async function startWalk(
  target: RestoreTarget,
  { masterKeys, envelope, log }: LoadBackupOptions,
): Promise<AuditWalk> {
  const older = openChainKeys(await readStamp(target.db), masterKeys, envelope, log);
  const keys = [...deriveChainKeys(masterKeys), ...older];
  // Its heads are not in the backup: that it is whole, the backup itself says.
  const check = createAuditCheck({ keys, readHeads: () => [], isMine: () => false });
  const heads = new Map<string, ChainHead>();
  return {
    async add(group) {
      check.add({ ...group, isListed: true });
      const { writer, sequence, mac } = group;
      heads.set(writer, { writer, sequence, mac });
      await target.addGroup(group);
    },
    async end() {
      const { verdict } = await check.end();
      return { audit: verdict, heads: [...heads.values()], keys };
    },
  };
}

/** They are made anew, or their work is done anew: no backup has them, and the tables of an older one may lack theirs. */
const neverInBackup: ReadonlySet<SealedTexts['kind']> = new Set(['accessTokens', 'sweepRows']);

/** Opens every sealed text once. Nothing is asked of any network. */
async function tryOpening(
  { db }: RestoreTarget,
  { envelope }: LoadBackupOptions,
  schema: number,
): Promise<Pick<LoadedBackup, 'unreadable'>> {
  let failed = 0;
  for (const texts of sealedTextsOf(db)) {
    if (neverInBackup.has(texts.kind) || schema < (texts.since ?? 0)) continue;
    let after: readonly string[] | undefined;
    for (;;) {
      const page = await texts.page('', after, texts.atOnce ?? 200);
      for (const { sealed, context } of page) {
        try {
          envelope.open(sealed, context);
        } catch (error) {
          if (!isConsentryError(error)) throw error;
          failed += 1;
        }
      }
      after = page.at(-1)?.key;
      if (after === undefined) break;
    }
  }
  return { unreadable: failed };
}

async function countRefreshTokens(db: Kysely<Schema>): Promise<LoadedBackup['refreshTokens']> {
  const rows = await db
    .selectFrom('grants')
    .leftJoin('secrets', 'secrets.ref', 'grants.secret')
    .select(['grants.secret as ref', 'secrets.ref as found'])
    .where('grants.state', '!=', 'revoked')
    .execute();
  const isOwn = ({ ref }: { readonly ref: string }): boolean => ref.startsWith('sec_');
  const own = rows.filter(isOwn);
  const here = own.filter(({ found }) => found !== null).length;
  return { here, missing: own.length - here, inKeyVault: rows.length - own.length };
}
