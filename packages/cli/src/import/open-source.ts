import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ConsentryError, type Fetch, isConsentryError, type Secret } from '@consentry/core';
import { readText, readToken } from '../read-token.ts';
import { describePurge } from './describe-purge.ts';
import { createVaultSource, readSecretName, readVaultUrl, type VaultPurge } from './vault-source.ts';

/** Where the refresh token is. */
export interface SourceOptions {
  readonly partner: string;
  readonly file?: string;
  /** Opens the file, where it is an export that was sealed to this key. */
  readonly recoveryKeyFile?: string;
  readonly fromVault?: string;
  readonly secretName?: string;
  readonly vaultTokenFile?: string;
  readonly purgeSource?: boolean;
}

/** What became of the place that the refresh token came from. */
export interface SourceReport {
  /** True when nothing is left there that this command could remove, or that somebody could recover there. */
  readonly isGone: boolean;
  readonly said: readonly string[];
  readonly vault?: VaultPurge;
}

/** A refresh token that was brought, and how to remove it from where it was. */
export interface Source {
  readonly refreshToken: Secret<string>;
  /** Call it only once the grant is stored. */
  purge(): Promise<SourceReport>;
}

/**
 * Reads the refresh token from standard input, a file, or a Key Vault. A vault is opened with an access token of whoever runs the
 * command: the broker's own identity needs no right at the vault of another tool.
 * @throws ConsentryError `usage`, and those of the vault
 */
export async function openSource(options: SourceOptions, fetch: Fetch): Promise<Source> {
  const { file, recoveryKeyFile, fromVault, secretName, vaultTokenFile, purgeSource = false } = options;
  if (recoveryKeyFile !== undefined && file === undefined)
    throw refuse('No sealed file is named.', 'Name it with --file, beside --recovery-key-file.');
  if (fromVault !== undefined) {
    if (file !== undefined) throw refuse('A file and a vault are named.', 'Name one place.');
    return openVault(options, fromVault, fetch);
  }
  if (secretName !== undefined || vaultTokenFile !== undefined) {
    throw refuse('No vault is named.', 'Give --from-vault https://NAME.vault.azure.net');
  }
  if (file === undefined && purgeSource) {
    throw refuse(
      'There is nothing to purge: the refresh token comes from standard input.',
      'Leave --purge-source out.',
    );
  }
  const refreshToken = await (file !== undefined && recoveryKeyFile !== undefined
    ? openSealed(file, recoveryKeyFile)
    : readText(file));
  return { refreshToken, purge: () => purgeFile(file ?? '') };
}

/** What `consentry export --to-file` made. The key is loaded with the broker’s code, which most imports do without. */
async function openSealed(file: string, recoveryKeyFile: string): Promise<Secret<string>> {
  const { openExport, readRecoveryKeyFile } = await import('@consentry/server');
  const recoveryKey = readRecoveryKeyFile(recoveryKeyFile);
  try {
    return await openExport(createReadStream(file), recoveryKey);
  } catch (cause) {
    if (isConsentryError(cause)) throw cause;
    throw refuse('The sealed file cannot be read.', 'Name a file that exists with --file.');
  }
}

async function openVault(
  { partner, secretName = partner, vaultTokenFile }: SourceOptions,
  address: string,
  fetch: Fetch,
): Promise<Source> {
  const vaultUrl = readVaultUrl(address);
  const name = readSecretName(secretName);
  const source = createVaultSource({
    fetch,
    vaultUrl,
    secretName: name,
    token: await readToken(vaultTokenFile),
  });
  const { version, value } = await source.read();
  return {
    refreshToken: value,
    async purge() {
      const vault = await source.purge(version);
      return { isGone: vault.purged === 'done', said: describePurge(vault), vault };
    },
  };
}

async function purgeFile(path: string): Promise<SourceReport> {
  try {
    await rm(path);
  } catch {
    return { isGone: false, said: [`The file ${path} could not be removed: remove it yourself.`] };
  }
  return {
    isGone: true,
    said: [`The file ${path} is removed. Copies and backups of it are not, nor what the disk still holds.`],
  };
}

function refuse(message: string, remedy: string): ConsentryError {
  return new ConsentryError('usage', { message, remedy });
}
