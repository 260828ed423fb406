import { createReadStream } from 'node:fs';
import { ConsentryError, isConsentryError, type Secret } from '@consentry/core';
import { readText, readToken } from '../read-token.ts';
import { readVaultUrl } from '../read-vault-url.ts';
import { reportDeletion } from '../vault-scan/scan-report.ts';
import { describePurge } from './describe-purge.ts';
import { noteFile } from './file-source.ts';
import type { SourceReport } from './source-report.ts';
import { openVaultSource, readSecretName, tokenRemedy, type VaultPlace } from './vault-source.ts';

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
export async function openSource(options: SourceOptions, place: VaultPlace): Promise<Source> {
  const { file, recoveryKeyFile, fromVault, secretName, vaultTokenFile, purgeSource = false } = options;
  if (recoveryKeyFile !== undefined && file === undefined)
    throw refuse('No sealed file is named.', 'Name it with --file, beside --recovery-key-file.');
  if (fromVault !== undefined) {
    if (file !== undefined) throw refuse('A file and a vault are named.', 'Name one place.');
    return openVault(options, fromVault, place);
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
  if (file === undefined) return { refreshToken: await readText(file), purge: nothingToPurge };
  const { purge } = await noteFile(file);
  const refreshToken = await (recoveryKeyFile === undefined
    ? readText(file)
    : openSealed(file, recoveryKeyFile));
  return { refreshToken, purge };
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
  place: VaultPlace,
): Promise<Source> {
  const vault = readVaultUrl(address, place.cloud);
  const name = readSecretName(secretName);
  const source = await openVaultSource(
    vault,
    name,
    await readToken(vaultTokenFile, tokenRemedy(vault)),
    place,
  );
  const { version, value } = await source.read();
  return {
    refreshToken: value,
    async purge() {
      const removal = await source.purge(version);
      return {
        isGone: removal.is === 'purged' || removal.is === 'gone',
        said: describePurge(removal),
        vault: removal.is === 'deleted' ? reportDeletion(removal) : removal,
      };
    },
  };
}

async function nothingToPurge(): Promise<SourceReport> {
  return { isGone: true, said: [] };
}

function refuse(message: string, remedy: string): ConsentryError {
  return new ConsentryError('usage', { message, remedy });
}
