import { isAbsolute, relative, resolve } from 'node:path';
import {
  type ApplicationId,
  type ClientCredential,
  type Cloud,
  type Dialect,
  type RefreshTokenUse,
  readApplicationId,
  type TrustedIssuer,
  type VaultName,
} from '@consentry/core';
import type { RecoveryPublicKey } from './backup/recovery-key.ts';
import type { ConfigFiles } from './config/config-files.ts';
import { type CredentialFiles, createCredentialFiles } from './config/credential-files.ts';
import { describeSettings, type EffectiveSettings } from './config/describe-settings.ts';
import { type ConfigFile, type Environment, gatherValues } from './config/gather-values.ts';
import { type AdminConsentConfig, readAdminConsent } from './config/read-admin-consent.ts';
import { type AlertsConfig, readAlerts } from './config/read-alerts.ts';
import { readCloud, readExtraCa } from './config/read-cloud.ts';
import { type DashboardConfig, readDashboard } from './config/read-dashboard.ts';
import { readDatabase } from './config/read-database.ts';
import { readDeviceCode } from './config/read-device-code.ts';
import { readDialect } from './config/read-dialect.ts';
import { type Doors, readDoors } from './config/read-doors.ts';
import { readIssuers } from './config/read-issuers.ts';
import { type KeyVaultConfig, readKeyVault } from './config/read-key-vault.ts';
import { type ProxyConfig, readProxy } from './config/read-proxy.ts';
import { readRecoveryKey } from './config/read-recovery-key.ts';
import { refuseDebugging } from './config/refuse-debugging.ts';
import { createReport, invalidConfiguration, type Report } from './config/report.ts';
import { type SettingKey, settings, type Values } from './config/settings.ts';
import type { PostgresAddress } from './stores/postgres/postgres-address.ts';

export type { ConfigFiles, FileReading, Place } from './config/config-files.ts';
export { configReference } from './config/config-reference.ts';
export type { AdminConsentConfig } from './config/read-admin-consent.ts';
export type { CredentialFiles, CredentialsReading } from './config/credential-files.ts';
export type { EffectiveSettings } from './config/describe-settings.ts';
export type { ConfigFile, Environment } from './config/gather-values.ts';
export { nodeConfigFiles } from './config/node-config-files.ts';
export type { DashboardAccounts, DashboardConfig } from './config/read-dashboard.ts';
export type { AlertsConfig } from './config/read-alerts.ts';
export type { ListenAddress } from './config/read-doors.ts';
export type { KeyVaultConfig } from './config/read-key-vault.ts';
export { environmentName, type SettingKey, settings } from './config/settings.ts';

/** Where the configuration comes from. */
export interface ConfigSources {
  readonly environment: Environment;
  /** The JSON file, if one is named. */
  readonly file?: ConfigFile | undefined;
  /** Reads the secrets, certificates and keys that the configuration names. */
  readonly files: ConfigFiles;
  /** Where relative paths start: the folder that the broker was started in. Absolute. */
  readonly directory: string;
  /** Epoch milliseconds: a certificate must be valid now. */
  readonly now: number;
  /** The options that Node itself was started with. */
  readonly execArguments?: readonly string[];
  /** CONSENTRY_… variables that are not settings, such as those of the command. */
  readonly otherVariables?: readonly string[];
}

/** How the broker works on sweeps. */
export interface SweepsConfig {
  readonly concurrency: number;
  readonly tokensPerSecond: number;
  readonly keepForMs: number;
}

/** What the settings say unless they are given. */
export const defaultSweeps: SweepsConfig = {
  concurrency: defaultOf('sweeps.concurrency'),
  tokensPerSecond: defaultOf('sweeps.tokensPerSecond'),
  keepForMs: defaultOf('sweeps.keepForMs'),
};

/** How the broker keeps reports on security requirements. */
export interface PostureConfig {
  readonly keepForMs: number;
}

/** What the setting says unless it is given. */
export const defaultPosture: PostureConfig = { keepForMs: defaultOf('posture.keepForMs') };

function defaultOf(key: `${'sweeps' | 'posture'}.${string}` & SettingKey): number {
  const value = settings[key].default;
  if (value === undefined) throw new TypeError(`the setting ${key} has no default`);
  return value;
}

/** Everything that the broker is told at its start. Paths are absolute. */
export interface BrokerConfig extends Doors {
  readonly cloud: Cloud;
  /** Http, this machine, and the extra certificate authority are allowed. */
  readonly allowLocal: boolean;
  /** Certificates (PEM) to trust besides the well-known ones. */
  readonly extraCa: string | undefined;
  readonly application: {
    readonly id: ApplicationId;
    readonly name: string;
    /** Whose it is: a control panel vendor's may not act for a partner without an account. */
    readonly kind: 'partner' | 'vendor';
    readonly credential: ClientCredential;
    /** Used once the identity provider refuses the first. */
    readonly secondCredential?: ClientCredential | undefined;
    /** Where both come from, and the mark of what was read. Undefined: they stay what they are. */
    readonly credentialFiles?: (CredentialFiles & { readonly mark: string }) | undefined;
  };
  /** The public registration of sign-ins by device code. Undefined: there are none. */
  readonly deviceCode?: { readonly clientId: ApplicationId } | undefined;
  readonly entra: Dialect;
  readonly dataDir: string;
  readonly masterKeyFile: string;
  /** Undefined: Microsoft is reached without one. */
  readonly proxy?: ProxyConfig | undefined;
  /** Undefined: SQLite, in `dataDir`. */
  readonly database?: PostgresAddress | undefined;
  /** Whose tokens callers may present instead of keys. */
  readonly issuers: readonly TrustedIssuer[];
  /** Where new refresh tokens go. Undefined: into the Key Vault where there is one, and into the database otherwise. */
  readonly vault?: VaultName | undefined;
  /** Undefined: refresh tokens are kept encrypted in the database. */
  readonly keyVault?: KeyVaultConfig | undefined;
  /** Whether a refresh token still works after it was redeemed. */
  readonly refreshTokens: RefreshTokenUse;
  /** What backups are sealed to. Undefined: none is given. */
  readonly recoveryKey?: RecoveryPublicKey | undefined;
  /** Undefined: nobody is told of what needs a person. */
  readonly alerts?: AlertsConfig | undefined;
  /** As the defaults of the settings say unless told. */
  readonly sweeps?: SweepsConfig | undefined;
  readonly posture?: PostureConfig | undefined;
  readonly log: { readonly level: 'error' | 'warn' | 'info' | 'debug' | 'silent' };
  /** What of it may be shown. Undefined: a program made the configuration, and no setting was read. */
  readonly settings?: EffectiveSettings | undefined;
  readonly invitation: { readonly lifetimeMs: number };
  /** Undefined: there is none. */
  readonly dashboard?: DashboardConfig | undefined;
  /** Undefined: administrators of customers are not asked. */
  readonly adminConsent?: AdminConsentConfig | undefined;
  readonly consent: {
    readonly prompt: 'select_account' | 'login' | 'consent';
    /** Undefined: none is asked for. */
    readonly amrValues: string | undefined;
  };
}

/**
 * Reads and checks the configuration, whole: the environment first, then the file, then the defaults.
 *
 * @throws ConsentryError `invalid_configuration`: every problem on a line of its own, by name and with a
 *   remedy; no value of a secret is repeated
 */
export function readConfig(sources: ConfigSources): BrokerConfig {
  const { environment, file, files, directory, now, otherVariables = [] } = sources;
  const report = createReport();
  const gathered = gatherValues(environment, file, otherVariables, report);
  const { values } = gathered;
  const resolvePath = (path: string): string => resolve(directory, path);
  refuseOpenTls(environment, report);
  refuseDebugging(values, sources, report);
  const named = { values, files, resolvePath, report };
  const cloud = readCloud(values, report);
  const extraCa = readExtraCa(values, files, resolvePath, report);
  const credentialFiles = createCredentialFiles(named);
  const { credential, secondCredential, problems, mark } = credentialFiles.read(now);
  for (const { name, problem, remedy } of problems) report.add(name, problem, remedy);
  const deviceCode = readDeviceCode(values, report);
  const entra = readDialect(values, report);
  const doors = readDoors(values, report);
  const folders = readFolders(values, files, resolvePath, report);
  const database = readDatabase(named);
  const dashboard = readDashboard(values, doors?.apiListener, report);
  const issuers = readIssuers(values, report);
  const proxy = readProxy(named);
  const alerts = readAlerts(named);
  const adminConsent = readAdminConsent(values, cloud, report);
  const recoveryKey = readRecoveryKey(named);
  if (values.vault === 'key-vault' && values['keyVault.url'] === undefined) {
    report.add(
      'vault',
      'is key-vault, and no Key Vault is named',
      'Give keyVault.url too, or set it to database.',
    );
  }
  const keyVault = readKeyVault(values, { cloud, credential, files, resolvePath, now }, report);
  if (report.problems.length > 0 || !cloud || !credential || !entra || !doors || !folders) {
    throw invalidConfiguration(report.problems);
  }
  return {
    settings: describeSettings(gathered, {
      file: file && resolvePath(file.path),
      resolvePath,
      workedOut: {
        publicUrl: doors.publicUrl,
        masterKeyFile: folders.masterKeyFile,
        'entra.responseType': entra.responseType,
        vault: values.vault ?? (keyVault === undefined ? 'database' : 'key-vault'),
      },
    }),
    cloud,
    allowLocal: values['cloud.allowLocal'] ?? false,
    extraCa,
    application: {
      id: readApplicationId(values['application.id']),
      name: given(values, 'application.name'),
      kind: given(values, 'application.kind'),
      credential,
      secondCredential,
      credentialFiles: { ...credentialFiles, mark },
    },
    deviceCode,
    entra,
    ...doors,
    ...folders,
    proxy,
    issuers,
    database,
    vault: values.vault,
    keyVault,
    recoveryKey,
    refreshTokens: given(values, 'cloud.refreshTokens'),
    alerts,
    sweeps: {
      concurrency: given(values, 'sweeps.concurrency'),
      tokensPerSecond: given(values, 'sweeps.tokensPerSecond'),
      keepForMs: given(values, 'sweeps.keepForMs'),
    },
    dashboard,
    posture: { keepForMs: given(values, 'posture.keepForMs') },
    log: { level: given(values, 'log.level') },
    adminConsent,
    invitation: { lifetimeMs: given(values, 'invitation.lifetimeMs') },
    consent: {
      prompt: given(values, 'consent.prompt'),
      amrValues: given(values, 'consent.amrValues') || undefined,
    },
  };
}

/** A setting with a default, after everything was found to be in order. */
function given<Key extends keyof Values>(values: Values, key: Key): NonNullable<Values[Key]> {
  const value = values[key];
  if (value === undefined) throw new TypeError(`the setting ${key} has no default`);
  return value;
}

/** One variable of Node's turns every check of TLS off; nothing may leave while it is set. */
function refuseOpenTls(environment: Environment, report: Report): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    report.add(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'turns the checking of certificates off',
      'Unset it; name a certificate authority of your own in cloud.caFile.',
    );
  }
}

function readFolders(
  values: Values,
  files: ConfigFiles,
  resolvePath: (path: string) => string,
  report: Report,
): Pick<BrokerConfig, 'dataDir' | 'masterKeyFile'> | undefined {
  if (values.dataDir === undefined) return undefined;
  const dataDir = resolvePath(values.dataDir);
  const masterKeyFile =
    values.masterKeyFile === undefined ? `${dataDir}.key` : resolvePath(values.masterKeyFile);
  const way = relative(dataDir, masterKeyFile);
  if (!/^\.\.([/\\]|$)/.test(way) && !isAbsolute(way)) {
    report.add(
      'masterKeyFile',
      'lies in dataDir',
      'Keep it elsewhere: who has the store or its backup must not have the key.',
    );
  }
  checkDataDir(dataDir, files, report);
  checkMasterKeyFile(masterKeyFile, files, report);
  return { dataDir, masterKeyFile };
}

function checkDataDir(path: string, files: ConfigFiles, report: Report): void {
  const place = files.look(path);
  if (place.kind === 'file') report.add('dataDir', `is ${path}, which is a file`, 'Name a folder.');
  if (place.kind === 'blocked') {
    report.add('dataDir', `is ${path}, which cannot be made`, 'Name a folder where the broker may write.');
  }
  if (place.kind === 'folder' && place.isOpen) {
    report.add('dataDir', `is ${path}, which everybody on this machine may enter`, `Run: chmod 700 ${path}`);
  }
}

function checkMasterKeyFile(path: string, files: ConfigFiles, report: Report): void {
  const { kind } = files.look(path);
  if (kind === 'folder') report.add('masterKeyFile', `is ${path}, which is a folder`, 'Name a file.');
  if (kind === 'blocked') {
    report.add(
      'masterKeyFile',
      `is ${path}, which cannot be made`,
      'Name a file in a folder where the broker may write.',
    );
  }
}
