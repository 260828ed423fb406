import { readFile, stat } from 'node:fs/promises';
import {
  type ClientCredential,
  type Cloud,
  ConsentryError,
  createClientAuthentication,
  createTokenEndpoint,
  readApplicationId,
  readTenantId,
  Secret,
  standardDialect,
  type TenantId,
} from '@consentry/core';
import type * as keyVaultDoor from '@consentry/core/key-vault';
import type { VaultScanner, VaultTokenSource } from '@consentry/core/key-vault';
import {
  createNodeFetch,
  type NodeFetch,
  type ProxyOptions,
  systemClock,
  systemRandom,
  systemTimer,
} from '@consentry/core/node';
import { loadKeyVault } from '../load-key-vault.ts';
import { readVaultUrl } from '../read-vault-url.ts';
import { readCloud } from '../verification-place.ts';

/** Which vault, and who looks. */
export interface ScannerOptions {
  readonly vault?: string;
  readonly tenant?: string;
  readonly cloud?: string;
  readonly config?: string;
  readonly clientId?: string;
  readonly secretFile?: string;
  readonly certificateFile?: string;
  readonly privateKeyFile?: string;
  readonly managedIdentity?: boolean;
}

export interface OpenScanner {
  readonly scanner: VaultScanner;
  readonly vaultUrl: string;
  readonly tenant: TenantId;
  /** Who looks, as an auditor knows it: the id of an application, or a managed identity. */
  readonly identity: string;
  readonly reasons: typeof keyVaultDoor.reasons;
  close(): Promise<void>;
}

interface Place {
  readonly vaultUrl: string;
  readonly tenant: TenantId;
  readonly cloud: Cloud;
  readonly allowLocal: boolean;
  readonly ca?: string | undefined;
  readonly proxy?: ProxyOptions | undefined;
}

/**
 * Opens a vault with the identity that is given. A broker's own has no more than Get and Set, so a configuration says where the
 * vault is, and not who looks.
 * @throws ConsentryError `usage`, `invalid_configuration`, `invalid_request`
 */
export async function openScanner(options: ScannerOptions): Promise<OpenScanner> {
  const place = await findPlace(options);
  const door = await loadKeyVault();
  const { vaultUrl, tenant, cloud, allowLocal, ca, proxy } = place;
  const fetch = createNodeFetch({ allowLocal, proxy, ...(ca === undefined ? {} : { ca }) });
  try {
    const { tokens, identity } = await openIdentity(options, place, door, fetch);
    const ports = { fetch, clock: systemClock, timer: systemTimer };
    const scanner = door.openVaultScan({ vaultUrl, tenant, cloud, tokens, ...ports });
    return { scanner, vaultUrl, tenant, identity, reasons: door.reasons, close: () => fetch.close() };
  } catch (error) {
    await fetch.close();
    throw error;
  }
}

async function findPlace(options: ScannerOptions): Promise<Place> {
  const { config: file } = options;
  if (file !== undefined && options.cloud !== undefined)
    throw usage('The configuration names the cloud already.', 'Give either --cloud or --config.');
  const config =
    file === undefined ? undefined : await (await import('../load-config.ts')).loadConfig({ file });
  const cloud = config?.cloud ?? readCloud(options.cloud ?? 'public');
  const vault = options.vault ?? config?.keyVault?.url;
  const tenant = options.tenant ?? config?.keyVault?.tenant;
  if (vault === undefined || tenant === undefined)
    throw usage(
      'It is not said which vault.',
      'Give --vault and --tenant, the tenant of the vault’s subscription; or --config of a broker that uses a Key Vault.',
    );
  const { vaultUrl } = readVaultUrl(vault, cloud);
  const { allowLocal = false, extraCa: ca, proxy } = config ?? {};
  return { vaultUrl, tenant: readTenantId(tenant), cloud, allowLocal, ca, proxy };
}

async function openIdentity(
  options: ScannerOptions,
  { tenant, cloud }: Place,
  door: typeof keyVaultDoor,
  fetch: NodeFetch,
): Promise<{ readonly tokens: VaultTokenSource; readonly identity: string }> {
  const { clientId: id, managedIdentity = false } = options;
  const clientId = id === undefined ? undefined : readApplicationId(id);
  const credential = await readCredential(options);
  if (managedIdentity === (credential !== undefined) || (!managedIdentity && clientId === undefined))
    throw usage(
      'It is not said who looks, or said twice.',
      'Give --client-id with --certificate-file or --secret-file; or --managed-identity.',
    );
  if (credential === undefined || clientId === undefined) {
    const tokens = await door.managedIdentityTokens({ clientId, timer: systemTimer });
    return { tokens, identity: `managed identity${clientId === undefined ? '' : ` ${clientId}`}` };
  }
  const ports = { clock: systemClock, random: systemRandom };
  const authentication = await createClientAuthentication({ clientId, credential, ...ports });
  const tokenEndpoint = createTokenEndpoint({
    cloud,
    clientId,
    authentication,
    fetch,
    clock: systemClock,
    dialect: standardDialect,
  });
  return { tokens: door.applicationTokens(tokenEndpoint, tenant), identity: `application ${clientId}` };
}

async function readCredential(options: ScannerOptions): Promise<ClientCredential | undefined> {
  const { secretFile, certificateFile, privateKeyFile = certificateFile } = options;
  if (secretFile !== undefined && privateKeyFile !== undefined)
    throw usage('There are a secret and a certificate.', 'Give one of the two.');
  if (secretFile !== undefined) {
    const secret = (await readOwnFile(secretFile, '--secret-file')).trim();
    if (!/^[\x21-\x7e]{1,1024}$/.test(secret))
      throw usage(
        'The file of --secret-file holds more than a secret, or none.',
        'Let it hold the secret alone, on one line.',
      );
    return { kind: 'secret', secret: Secret.of(secret) };
  }
  if (privateKeyFile === undefined) return undefined;
  if (certificateFile === undefined)
    throw usage('There is a private key without its certificate.', 'Give --certificate-file too.');
  return {
    kind: 'certificate',
    certificate: await readText(certificateFile, '--certificate-file'),
    privateKey: Secret.of(await readOwnFile(privateKeyFile, '--private-key-file')),
  };
}

/** A file with a secret: only its owner may read it. The path may be the secret itself, by mistake, so no error names it. */
async function readOwnFile(path: string, option: string): Promise<string> {
  const text = await readText(path, option);
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw usage(`Others may read the file of ${option}.`, 'Make it yours alone: chmod 600.');
  return text;
}

async function readText(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw usage(`The file of ${option} cannot be read.`, 'Name a file that exists and that you may read.');
  }
}

function usage(message: string, remedy: string, cause?: unknown): ConsentryError {
  return new ConsentryError('usage', { message, remedy, ...(cause === undefined ? {} : { cause }) });
}
