import {
  type ClientAuthentication,
  type Clock,
  ConsentryError,
  createCachingVault,
  createChoosingTokenEndpoint,
  createClientAuthentication,
  createTokenEndpoint,
  type CredentialChoice,
  type Fetch,
  type GrantId,
  isConsentryError,
  type Random,
  standardDialect,
  type Timer,
  type TokenEndpoint,
  type Vault,
} from '@consentry/core';
import type * as keyVaultDoor from '@consentry/core/key-vault';
import type { VaultTokenSource } from '@consentry/core/key-vault';
import type { BrokerConfig, KeyVaultConfig } from './config.ts';
import { removeOlderVersions } from './jobs/remove-older-versions.ts';
import { removeOrphanSecrets } from './jobs/remove-orphan-secrets.ts';
import type { Log } from './log.ts';
import type { Observer } from './observe/observer.ts';
import { watchVault } from './observe/watch-vault.ts';
import type { Store } from './stores/store.ts';

/** Where refresh tokens are kept, and what it takes to keep it in order. */
export interface OpenVault {
  readonly vault: Vault;
  /** Forgets the refresh tokens of a grant that are kept in memory. */
  forgetGrant(grant: GrantId): void;
  /**
   * Tries whether the vault can be read and written, and leaves nothing behind.
   * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
   */
  probe(): Promise<void>;
  /**
   * Removes what no row names any more, as far as it can be found.
   * @param isStopping asked between two grants: once it is true, the rest is left to the next run
   */
  tidy(isStopping: () => boolean): Promise<unknown>;
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

/**
 * Opens the configured vault: that of the database, or a Key Vault. It asks nobody yet.
 * @throws ConsentryError `invalid_configuration`: a package of Azure's is not installed; the credential
 */
export async function openVault(config: BrokerConfig, deps: OpenVaultDeps): Promise<OpenVault> {
  const { store, clock, observer } = deps;
  if (config.keyVault !== undefined) return openKeyVault(config, config.keyVault, deps);
  return {
    vault: watchVault(store.vault, observer),
    forgetGrant: () => undefined,
    // It stands or falls with the store, which is asked for by itself.
    probe: async () => undefined,
    tidy: () => removeOrphanSecrets(store.vault, clock),
  };
}

async function openKeyVault(
  { cloud, application }: BrokerConfig,
  { url, tenant, identity }: KeyVaultConfig,
  deps: OpenVaultDeps,
): Promise<OpenVault> {
  const { fetch, clock, random, timer } = deps;
  const { applicationTokens, createKeyVault, managedIdentityTokens } = await loadKeyVault();
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
  const keyVault = createKeyVault({
    vaultUrl: url,
    tenant,
    cloud,
    application: application.id,
    tokens: await tokensOf(),
    fetch,
    clock,
    timer,
    random,
  });
  const vault = createCachingVault(watchVault(keyVault, deps.observer), { clock, ...cached });
  const removeOlder = removeOlderVersions({ grants: deps.store.grants, keyVault, clock, log: deps.log });
  return {
    vault,
    forgetGrant: (grant) => vault.forgetGrant(grant),
    async probe() {
      await keyVault.probe();
      deps.observer.vaultHealth.note('ok');
    },
    async tidy(isStopping) {
      vault.forgetExpired();
      await removeOlder(isStopping);
    },
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
