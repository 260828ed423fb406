import type { Cloud } from '../entra/cloud.ts';
import type { ApplicationId, TenantId } from '../ids.ts';
import type { Clock, Fetch, Random, Timer } from '../ports.ts';
import type { Limiter } from './limiter.ts';
import type { VaultTokenSource } from './token-source.ts';

/** Which vault, who opens it, and what that takes. */
export interface KeyVaultInput {
  /** `https://NAME.vault.azure.net` */
  readonly vaultUrl: string;
  /** Of the vault's subscription: tokens come from here, whatever a challenge says. */
  readonly tenant: TenantId;
  readonly cloud: Cloud;
  /** The application that the refresh tokens are for; written beside them. */
  readonly application: ApplicationId;
  readonly tokens: VaultTokenSource;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Holds the calls within the vault's limits; one of its own otherwise. */
  readonly limiter?: Limiter;
}

/** What it takes to speak to a vault, whatever for. */
export type ClientInput = Omit<KeyVaultInput, 'application' | 'random'>;
