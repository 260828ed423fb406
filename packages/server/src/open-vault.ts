import {
  type CachingVault,
  type ClientAuthentication,
  type Clock,
  ConsentryError,
  type CredentialChoice,
  createCachingVault,
  createChoosingTokenEndpoint,
  createClientAuthentication,
  createRoutingVault,
  createTokenEndpoint,
  type Fetch,
  type FindNewest,
  findVaultDomain,
  type GrantId,
  isConsentryError,
  type Random,
  standardDialect,
  type TenantId,
  type Timer,
  type TokenEndpoint,
  type Vault,
  type VaultName,
  vaultResourceOf,
} from '@consentry/core';
import type * as keyVaultDoor from '@consentry/core/key-vault';
import type { ExportedSecret, KeyVaultInput, VaultTokenSource } from '@consentry/core/key-vault';
import type { BrokerConfig, KeyVaultConfig } from './config.ts';
import { type OlderVersions, removeOlderVersions } from './jobs/remove-older-versions.ts';
import { removeOrphanSecrets } from './jobs/remove-orphan-secrets.ts';
import type { Log } from './log.ts';
import type { Observer } from './observe/observer.ts';
import { watchVault } from './observe/watch-vault.ts';
import type { Store } from './stores/store.ts';

/** Where refresh tokens are kept, and what it takes to keep it in order. */
export interface OpenVault {
  readonly vault: Vault;
  /** What a Key Vault has of a grant, where one is configured. */
  readonly findNewest: FindNewest;
  /** Forgets the refresh tokens of a grant that are kept in memory. */
  forgetGrant(grant: GrantId): void;
  /** Where new refresh tokens go. */
  readonly into: VaultName;
  /** Whose refresh tokens can be read. */
  readonly configured: readonly VaultName[];
  /**
   * Tries whether every vault that is configured can be read and written, and leaves nothing behind.
   * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
   */
  probe(): Promise<void>;
  /** The same for the vault that new refresh tokens go into. */
  probeInto(): Promise<void>;
  /**
   * Opens another Key Vault for one secret, as the identity that opens the configured one, or else as the application. It
   * asks nobody yet.
   * @returns what writes it, and gives the URL of what was written; it throws `vault_…`, `secret_deleted`
   * @throws ConsentryError `export_refused` for a vault that nothing must be sent to
   */
  openExport(target: ExportTarget): Promise<(secret: ExportedSecret) => Promise<string>>;
  /** Tells {@link OpenVault.tidy} that something was left behind that no row tells of. */
  noteLeftover(): void;
  /**
   * Removes what no row names any more, as far as it can be found.
   * @param isStopping asked between two grants: once it is true, the rest is left to the next run
   */
  tidy(isStopping: () => boolean): Promise<unknown>;
}

/** A Key Vault that is not the broker's own. */
export interface ExportTarget {
  /** `https://NAME.DOMAIN` */
  readonly url: string;
  /** Of the vault's subscription. Undefined: as of the configured Key Vault. */
  readonly tenant: TenantId | undefined;
}

export interface OpenVaultDeps {
  readonly store: Store;
  /** Of the application that partners consent to. */
  readonly credentials: CredentialChoice;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly log: Pick<Log, 'warn'>;
  readonly observer: Pick<Observer, 'watch' | 'metrics' | 'vaultHealth'>;
}

/** How many refresh tokens of a Key Vault are kept in memory, and for how long: an hour, so that each is read once in it. */
const cached = { limit: 10_000, lifetimeMs: 60 * 60 * 1000 } as const;

/** Where new refresh tokens go: as the configuration says, or into the Key Vault where there is one. */
export function vaultFor({ vault, keyVault }: Pick<BrokerConfig, 'vault' | 'keyVault'>): VaultName {
  return vault ?? (keyVault === undefined ? 'database' : 'key-vault');
}

/**
 * Opens the configured vaults: that of the database, and a Key Vault where there is one. What is stored is found in either;
 * what is new goes into one of them. It asks nobody yet.
 * @throws ConsentryError `invalid_configuration`: a package of Azure's is not installed; the credential
 */
export async function openVault(config: BrokerConfig, deps: OpenVaultDeps): Promise<OpenVault> {
  const { store, clock, observer } = deps;
  const into = vaultFor(config);
  const outside = config.keyVault && (await openKeyVault(config, config.keyVault, deps));
  // The vault of the database stands or falls with the store, which is asked for by itself.
  const probe = async (): Promise<void> => outside?.probe();
  const database = watchVault(store.vault, observer);
  return {
    vault: createRoutingVault({ into, vaults: { database, ...(outside && { 'key-vault': outside.vault }) } }),
    findNewest: async (record) => outside?.findNewest(record),
    forgetGrant: (grant) => outside?.vault.forgetGrant(grant),
    into,
    configured: outside === undefined ? ['database'] : ['database', 'key-vault'],
    probe,
    probeInto: into === 'key-vault' ? probe : async () => undefined,
    openExport: (target) => openExport(config, deps, target),
    noteLeftover: () => outside?.olderVersions.lookAtAll(),
    async tidy(isStopping) {
      await removeOrphanSecrets(store.vault, clock);
      outside?.vault.forgetExpired();
      await outside?.olderVersions.remove(isStopping);
    },
  };
}

async function openExport(
  config: BrokerConfig,
  deps: OpenVaultDeps,
  { url, tenant = config.keyVault?.tenant }: ExportTarget,
): Promise<(secret: ExportedSecret) => Promise<string>> {
  requireVaultOfCloud(config, url);
  if (tenant === undefined) {
    throw new ConsentryError('export_refused', {
      message: 'It is not said to which tenant the vault belongs.',
      remedy: 'Name the tenant of the vault’s subscription: --vault-tenant.',
      facts: { reason: 'tenant' },
    });
  }
  const { id, credential } = config.application;
  const { identity = { kind: 'application' as const, id, credential } } = config.keyVault ?? {};
  const { exportSecret } = await loadKeyVault();
  const input = await describeKeyVault(config, { url, tenant, identity }, deps);
  return (secret) => exportSecret(input, secret);
}

/**
 * A refresh token is sent to vaults of the configured cloud alone. Where the cloud was declared, it is the domain of the
 * configured Key Vault that says which those are.
 */
function requireVaultOfCloud({ cloud, keyVault }: BrokerConfig, url: string): void {
  const domain = findVaultDomain(cloud);
  const known = domain === undefined ? keyVault && vaultResourceOf(keyVault.url) : `https://${domain}`;
  if (known !== undefined && findResource(url) === known) return;
  throw new ConsentryError('export_refused', {
    message: 'This is not the address of a Key Vault of the configured cloud.',
    remedy: `Write it as https://NAME.${known?.slice('https://'.length) ?? 'vault.azure.net'}, without a path.`,
    facts: { reason: 'vault' },
  });
}

function findResource(url: string): string | undefined {
  try {
    return vaultResourceOf(url);
  } catch {
    return undefined;
  }
}

interface OutsideVault {
  readonly vault: CachingVault;
  readonly findNewest: FindNewest;
  readonly olderVersions: OlderVersions;
  probe(): Promise<void>;
}

async function openKeyVault(
  config: Pick<BrokerConfig, 'cloud' | 'application'>,
  keyVaultConfig: KeyVaultConfig,
  deps: OpenVaultDeps,
): Promise<OutsideVault> {
  const { clock } = deps;
  const { createKeyVault } = await loadKeyVault();
  const keyVault = createKeyVault(await describeKeyVault(config, keyVaultConfig, deps));
  const vault = createCachingVault(watchVault(keyVault, deps.observer), { clock, ...cached });
  return {
    vault,
    findNewest: keyVault.findNewest,
    olderVersions: removeOlderVersions({ grants: deps.store.grants, keyVault, clock, log: deps.log }),
    async probe() {
      await keyVault.probe();
      deps.observer.vaultHealth.note('ok');
    },
  };
}

/** What it takes to reach a Key Vault with an identity of the configuration. */
async function describeKeyVault(
  { cloud, application }: Pick<BrokerConfig, 'cloud' | 'application'>,
  { url, tenant, identity }: KeyVaultConfig,
  deps: OpenVaultDeps,
): Promise<KeyVaultInput> {
  const { fetch, clock, random, timer } = deps;
  const { applicationTokens, managedIdentityTokens } = await loadKeyVault();
  const tokensOf = async (): Promise<VaultTokenSource> => {
    if (identity.kind === 'managed') return managedIdentityTokens({ clientId: identity.id, timer });
    const { id: clientId, credential } = identity;
    const isOwn = clientId === application.id && credential === application.credential;
    const endpointFor = (authentication: ClientAuthentication): TokenEndpoint =>
      createTokenEndpoint({ cloud, clientId, authentication, fetch, clock, dialect: standardDialect });
    const endpoint = isOwn
      ? createChoosingTokenEndpoint({ credentials: deps.credentials, endpointFor, timer })
      : endpointFor(await createClientAuthentication({ clientId, credential, clock, random }));
    return applicationTokens(endpoint, tenant);
  };
  return {
    vaultUrl: url,
    tenant,
    cloud,
    application: application.id,
    tokens: await tokensOf(),
    fetch,
    clock,
    timer,
    random,
  };
}

/**
 * Tries the vault before anybody relies on it. One that refuses us is a mistake in the set-up; one that does not answer
 * now may do so later.
 * @throws ConsentryError `vault_denied`
 */
export async function checkVault({ probe }: OpenVault, log: Pick<Log, 'warn'>): Promise<void> {
  try {
    await probe();
  } catch (error) {
    if (!isConsentryError(error) || error.code === 'vault_denied') throw error;
    log.warn({ err: error }, 'the vault does not answer now');
  }
}

/** Loaded here and nowhere else: most brokers do without. */
async function loadKeyVault(): Promise<typeof keyVaultDoor> {
  try {
    return await import('@consentry/core/key-vault');
  } catch (cause) {
    throw new ConsentryError('invalid_configuration', {
      message: 'Azure Key Vault needs the package @azure/keyvault-secrets.',
      remedy: 'Install it beside the broker: npm install @azure/keyvault-secrets@4.12.0',
      cause,
    });
  }
}
