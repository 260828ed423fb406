import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConsentryError } from '@consentry/core';
import { systemClock, systemRandom } from '@consentry/core/node';
import type { BrokerConfig, Drill, RestoredStore } from '@consentry/server';
import { removeOnExit } from '../remove-on-exit.ts';
import type { Run } from '../run.ts';

interface RestoreOptions {
  readonly from: string;
  readonly recoveryKeyFile: string;
  readonly data?: string;
  readonly config?: string;
  readonly masterKeyFile?: string;
  readonly revocations?: readonly string[];
  readonly withoutRevocations?: boolean;
  readonly drill?: boolean;
}

/**
 * Restores a backup to a place that has no store; or only proves it, and ends with 1 where something of it does not work.
 * @throws ConsentryError `usage`, and those of `restoreBackup` and `drillBackup`
 */
export const restore: Run<RestoreOptions> = async (options, output) => {
  const [server, place] = await Promise.all([import('@consentry/server'), readPlace(options)]);
  const common = {
    file: readFrom(options.from),
    recoveryKey: server.readRecoveryKeyFile(options.recoveryKeyFile),
    masterKeyFile: place.masterKeyFile,
    clock: systemClock,
    random: systemRandom,
    log: server.createLog('warn'),
  };
  if (options.drill === true) {
    const drill = await server.drillBackup(common);
    output.result(() => describeDrill(drill), toData(drill));
    if (!drill.ok) process.exitCode = 1;
    return;
  }
  const { dataDir, database } = place;
  if (dataDir === undefined) throw missing('--data', 'Name the folder that the store is to be in.');
  const revocations = readJournals(options, place.masterKeyFile);
  using onExit = new DisposableStack();
  const onFolder = (folder: string): void => void onExit.use(removeOnExit(folder));
  const restored = await server.restoreBackup({ ...common, dataDir, database, revocations, onFolder });
  output.result(() => describeRestored(restored, place.masterKeyFile), toData(restored));
};

interface Place {
  readonly dataDir: string | undefined;
  readonly masterKeyFile: string;
  readonly database?: BrokerConfig['database'];
}

async function readPlace({ data, config, masterKeyFile }: RestoreOptions): Promise<Place> {
  if (config !== undefined) {
    const { loadConfig } = await import('../load-config.ts');
    const loaded = await loadConfig({ file: config, dataDir: data });
    return { ...loaded, masterKeyFile: masterKeyFile ?? loaded.masterKeyFile };
  }
  const dataDir = data === undefined ? undefined : resolve(data);
  const keyFile = masterKeyFile ?? (dataDir === undefined ? undefined : `${dataDir}.key`);
  if (keyFile === undefined) {
    throw missing(
      '--master-key-file',
      'Name the master key file, or the data folder or configuration that it belongs to.',
    );
  }
  return { dataDir, masterKeyFile: keyFile };
}

/**
 * A journal that is missing is not taken for an empty one: what was taken back since the backup would come back.
 * @throws ConsentryError `usage`
 */
function readJournals(
  { revocations, withoutRevocations }: RestoreOptions,
  masterKeyFile: string,
): readonly string[] {
  if (withoutRevocations === true) return [];
  const journals = revocations ?? [`${masterKeyFile}.revocations`];
  const gone = journals.find((file) => !existsSync(file));
  if (gone === undefined) return journals;
  throw new ConsentryError('usage', {
    message: `There is no journal of revocations ${gone}.`,
    remedy:
      'Name the journal of every broker of the store with --revocations. If one is lost, add --without-revocations, and look at each grant before you check it: one that was revoked after the backup is among those that are held.',
  });
}

function missing(option: string, remedy: string): ConsentryError {
  return new ConsentryError('usage', { message: `The option ${option} is missing.`, remedy });
}

async function* readFrom(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new ConsentryError('usage', {
      message: `The file ${path} cannot be read.`,
      remedy: 'Name the file of a backup with --from.',
      cause,
    });
  }
}

function describeDrill(drill: Drill): string {
  return [
    ...describeContents(drill),
    ...(drill.unproven === 0
      ? []
      : [
          `NOT proven: the refresh tokens of ${drill.unproven} grants. They lie in a Key Vault, and a drill asks no network.`,
        ]),
    drill.ok ? 'The backup can be restored with these keys.' : 'The backup is NOT whole: see above.',
  ].join('\n');
}

function describeRestored(restored: RestoredStore, masterKeyFile: string): string {
  const { held, revoked, purged, unverified, stopped } = restored;
  return [
    ...describeContents(restored),
    `${held} grants are held until they are checked; ${revoked} were taken back after the backup and stay so.`,
    ...(purged === 0
      ? []
      : [
          `${purged} of them had been purged: do it again (\`consentry purge\`), for no vault was asked what it still has.`,
        ]),
    ...(unverified === 0
      ? []
      : [
          `${unverified} lines of the journal do not verify; what they take back is taken back all the same.`,
        ]),
    ...(stopped.length === 0
      ? []
      : [
          `Stopped again, as when the journal ended: ${stopped.join(', ')}. \`consentry resume\` lets it go on.`,
        ]),
    'Every key and identity of a caller and every open invitation is shut: make new ones.',
    `Start the broker with the master key file ${masterKeyFile}, then: consentry check --all`,
  ].join('\n');
}

function describeContents({ head, rows, audit, unreadable, refreshTokens }: Drill | RestoredStore): string[] {
  const { here, inKeyVault, missing: lost } = refreshTokens;
  return [
    `Taken at ${new Date(head.takenAt).toISOString()} of the store ${head.store}, schema ${head.schema}.`,
    `${rows.grants ?? 0} grants, ${rows.callers ?? 0} callers, ${audit.events} records of the audit.`,
    `Refresh tokens: ${here} in the backup, ${inKeyVault} in a Key Vault, ${lost} missing.`,
    `Sealed texts that do not open: ${unreadable}. The audit is ${audit.ok ? 'intact' : 'NOT intact'}.`,
  ];
}

function toData({ head, rows, audit, heads: _, keys: __, ...rest }: Drill | RestoredStore): object {
  const { ok, groups, events } = audit;
  return {
    ...rest,
    backup: { ...head, takenAt: new Date(head.takenAt).toISOString() },
    rows,
    audit: { ok, groups, events },
  };
}
