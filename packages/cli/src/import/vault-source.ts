import {
  type Clock,
  type Cloud,
  ConsentryError,
  type Fetch,
  isConsentryError,
  type Secret,
  type Timer,
  vaultResourceOf,
} from '@consentry/core';
import type { ForeignSecret } from '@consentry/core/key-vault';
import { createNodeFetch, systemClock, systemTimer } from '@consentry/core/node';
import { loadKeyVault } from '../load-key-vault.ts';
import type { NamedVault } from '../read-vault-url.ts';

/** How a vault is reached. */
export interface VaultPlace {
  /** Of the configuration; without one the address of the vault tells it. */
  readonly cloud?: Cloud | undefined;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timer: Timer;
}

/**
 * With the certificate authority and the proxy of a broker's configuration, where one is named.
 * @throws ConsentryError `invalid_configuration`
 */
export async function openVaultPlace(file: string | undefined): Promise<VaultPlace & AsyncDisposable> {
  const config =
    file === undefined ? undefined : await (await import('../load-config.ts')).loadConfig({ file });
  const { cloud, allowLocal = false, extraCa: ca, proxy } = config ?? {};
  const fetch = createNodeFetch({ allowLocal, proxy, ...(ca === undefined ? {} : { ca }) });
  const ports = { fetch, clock: systemClock, timer: systemTimer };
  return { cloud, ...ports, [Symbol.asyncDispose]: () => fetch.close() };
}

/** @throws ConsentryError `usage` */
export function readSecretName(text: string): string {
  if (/^[0-9a-zA-Z-]{1,127}$/.test(text)) return text;
  throw new ConsentryError('usage', {
    message: 'This is not the name of a secret.',
    remedy: 'The official samples name it by the partner’s tenant id, which is taken without --secret-name.',
  });
}

/** How somebody gets an access token for a vault. */
export function tokenRemedy({ vaultUrl }: NamedVault): string {
  return `Give one for Key Vault, of the tenant of the vault’s subscription: az account get-access-token --resource ${vaultResourceOf(vaultUrl)} --query accessToken --output tsv`;
}

/**
 * One secret of a vault, with the access token of whoever runs the command. It goes to that vault and to no other host.
 * @throws ConsentryError `invalid_configuration`, `vault_denied`
 */
export async function openVaultSource(
  vault: NamedVault,
  name: string,
  token: Secret<string>,
  { fetch, clock, timer }: VaultPlace,
): Promise<ForeignSecret> {
  const { openForeignSecret, readGivenToken } = await loadKeyVault();
  const given = await inWordsOfImport(vault, async () => readGivenToken(token));
  const secret = openForeignSecret({ ...vault, ...given, fetch, clock, timer }, name);
  return { ...secret, read: () => inWordsOfImport(vault, () => secret.read()) };
}

/** The token is the command's: what the table says of the broker's identity does not fit. */
async function inWordsOfImport<T>(vault: NamedVault, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    const { code, message, facts } = error;
    if (code === 'secret_missing') {
      throw new ConsentryError(code, {
        message: 'The vault holds no secret of this name.',
        remedy: 'Name it with --secret-name. The official samples name it by the partner’s tenant id.',
        facts,
        cause: error,
      });
    }
    if (code !== 'vault_denied' || !['unauthorized', 'challenge'].includes(String(facts['reason'])))
      throw error;
    throw new ConsentryError(code, { message, remedy: tokenRemedy(vault), facts, cause: error });
  }
}
