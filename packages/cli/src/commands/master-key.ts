import { type ConnectOptions, connect } from '../connect.ts';
import type { Run } from '../run.ts';
import { table } from '../terminal/table.ts';

interface FileOptions {
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

/** Works on the file alone: no broker is asked, and the one that runs goes on with the keys that it has read. */
export const addMasterKey: Run<FileOptions & { readonly last?: boolean }> = async (options, output) => {
  const [server, { systemRandom }, { loadConfig }] = await Promise.all([
    import('@consentry/server'),
    import('@consentry/core/node'),
    import('../load-config.ts'),
  ]);
  const { masterKeyFile } = await loadConfig({ file: options.config, dataDir: options.data });
  const place = options.last === true ? 'last' : 'first';
  const id = server.addMasterKey(masterKeyFile, place, systemRandom);
  const next =
    place === 'first'
      ? 'Restart the broker: from then on this key seals, and what is sealed under others is sealed anew.\nThen, once `consentry master-key status` says that an older key is not needed, its line may be removed.'
      : `Copy the file to every other replica and restart each of them.\nThen run \`consentry master-key use --id ${id}\` on each, and restart each again.`;
  output.result(() => `Added the master key ${id} to ${masterKeyFile}.\nBack the file up.\n${next}`, {
    id,
    file: masterKeyFile,
    place,
  });
};

/**
 * Makes a key of the file the one that seals, from the next start of the broker on. Works on the file alone.
 * @throws ConsentryError `usage`, `key_mismatch`, `invalid_configuration`
 */
export const useMasterKey: Run<FileOptions & { readonly id: string }> = async (options, output) => {
  const [server, { loadConfig }] = await Promise.all([
    import('@consentry/server'),
    import('../load-config.ts'),
  ]);
  const { masterKeyFile: file } = await loadConfig({ file: options.config, dataDir: options.data });
  server.sealWithMasterKey(file, options.id);
  output.result(() => `${options.id} is the first key of ${file}. Restart the broker.`, {
    id: options.id,
    file,
  });
};

/**
 * Says of each master key how much is sealed under it, and whether its line may be removed.
 * @throws ConsentryError as `connect` and the call
 */
export const masterKeyStatus: Run<ConnectOptions> = async (options, output) => {
  const { remote, close } = await connect(options);
  try {
    const { items } = await remote.call('listMasterKeys', {});
    output.result(
      () =>
        table(
          ['key', 'refresh tokens', 'verifiers', 'access tokens', 'audit keys', 'rows of sweeps', 'state'],
          items.map(({ id, sealed, ...use }) => [
            id,
            ...[
              sealed.refreshTokens,
              sealed.verifiers,
              sealed.accessTokens,
              sealed.chainKeys,
              sealed.sweepRows,
            ].map(String),
            describe(use),
          ]),
        ),
      { items },
    );
  } finally {
    await close();
  }
};

function describe(use: {
  readonly seals: boolean;
  readonly isHere: boolean;
  readonly isNeeded: boolean;
  readonly hasSealed: boolean;
  readonly maySealElsewhere: boolean;
}): string {
  if (use.seals) return 'seals';
  if (!use.isHere) return use.isNeeded ? 'needed, and not in the file' : 'not in the file';
  if (use.maySealElsewhere) return 'needed: another broker may still seal with it';
  if (use.isNeeded) return 'needed: what is sealed under it is being sealed anew';
  return use.hasSealed ? 'not needed: its line may be removed' : 'waits: nothing seals under it yet';
}
