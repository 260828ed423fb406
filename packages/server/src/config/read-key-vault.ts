import {
  type ApplicationId,
  type ClientCredential,
  type Cloud,
  findVaultDomain,
  readApplicationId,
  readTenantId,
  type TenantId,
  vaultResourceOf,
} from '@consentry/core';
import type { ConfigFiles } from './config-files.ts';
import { isLoopbackHost } from './loopback.ts';
import { readCredential } from './read-credential.ts';
import type { Report } from './report.ts';
import type { SettingKey, Values } from './settings.ts';

/** An Azure Key Vault and the identity that opens it. */
export interface KeyVaultConfig {
  /** `https://NAME.DOMAIN`, without a slash at the end. */
  readonly url: string;
  readonly tenant: TenantId;
  readonly identity:
    | { readonly kind: 'application'; readonly id: ApplicationId; readonly credential: ClientCredential }
    | { readonly kind: 'managed'; readonly id: ApplicationId | undefined };
}

export interface ReadKeyVaultDeps {
  readonly cloud: Cloud | undefined;
  /** Of the application that partners consent to. */
  readonly credential: ClientCredential | undefined;
  readonly files: ConfigFiles;
  readonly resolvePath: (path: string) => string;
  readonly now: number;
}

const credentialKeys = [
  'keyVault.secretFile',
  'keyVault.certificateFile',
  'keyVault.privateKeyFile',
] as const satisfies readonly SettingKey[];
const needUrl = ['keyVault.tenant', 'keyVault.clientId', ...credentialKeys] as const;

/** Reads which Key Vault is used. Undefined when none is named, or when the report says what is wrong. */
export function readKeyVault(
  values: Values,
  deps: ReadKeyVaultDeps,
  report: Report,
): KeyVaultConfig | undefined {
  const url = values['keyVault.url'];
  if (url === undefined) {
    const given: readonly SettingKey[] = needUrl.filter((name) => values[name] !== undefined);
    const managed: readonly SettingKey[] = values['keyVault.managedIdentity']
      ? ['keyVault.managedIdentity']
      : [];
    for (const key of [...given, ...managed]) {
      report.add(key, 'is given without keyVault.url', 'Give keyVault.url too, or remove this.');
    }
    return undefined;
  }
  checkUrl(url, values, deps.cloud, report);
  const tenant = values['keyVault.tenant'];
  if (tenant === undefined) {
    report.add('keyVault.tenant', 'is missing', 'Give the tenant id of the vault’s subscription.');
  }
  const identity = readIdentity(values, deps, report);
  return tenant === undefined || identity === undefined
    ? undefined
    : { url, tenant: readTenantId(tenant), identity };
}

function checkUrl(url: string, values: Values, cloud: Cloud | undefined, report: Report): void {
  const domain = cloud === undefined ? undefined : findVaultDomain(cloud);
  const example = `https://NAME.${domain ?? 'vault.cloud.example'}`;
  const resource = resourceOf(url);
  if (resource === undefined) {
    report.add('keyVault.url', 'is not the URL of a vault', `Write it as ${example}, without a path.`);
  } else if (domain !== undefined && resource !== `https://${domain}`) {
    report.add('keyVault.url', `names no vault of the cloud ${cloud?.name ?? ''}`, `Write it as ${example}.`);
  } else if (values['cloud.allowLocal'] === false && isLoopbackHost(new URL(url).hostname)) {
    report.add(
      'keyVault.url',
      'is on this machine',
      'Use another host, or set cloud.allowLocal to true to try things out.',
    );
  }
}

function resourceOf(url: string): string | undefined {
  try {
    return vaultResourceOf(url);
  } catch {
    return undefined;
  }
}

function readIdentity(
  values: Values,
  { credential, files, resolvePath, now }: ReadKeyVaultDeps,
  report: Report,
): KeyVaultConfig['identity'] | undefined {
  const clientId = values['keyVault.clientId'];
  const given = credentialKeys.filter((key) => values[key] !== undefined);
  if (values['keyVault.managedIdentity'] === true) {
    for (const key of given) report.add(key, 'stands beside a managed identity', 'Give one of the two.');
    return { kind: 'managed', id: clientId === undefined ? undefined : readApplicationId(clientId) };
  }
  if (given.length === 0 && clientId !== undefined && clientId !== values['application.id']) {
    report.add(
      'keyVault.clientId',
      'names an identity without a credential',
      `Give ${credentialKeys[0]} too.`,
    );
    return undefined;
  }
  const id = clientId ?? values['application.id'];
  const own =
    given.length === 0 ? credential : readCredential({ values, files, resolvePath, report, now }, 'keyVault');
  return id === undefined || own === undefined
    ? undefined
    : { kind: 'application', id: readApplicationId(id), credential: own };
}
