import type { GrantId } from '../../ids.ts';
import type { MissingPermission } from '../permissions.ts';
import type { ReasonCode } from './reasons.ts';

/** What is kept in a secret that was picked. */
export type FindingKind =
  | 'user_password'
  | 'user_name'
  | 'refresh_token'
  | 'access_token'
  | 'application_secret';

/** One version of a secret, without its value. Instants are epoch milliseconds. */
export interface VersionState {
  readonly version: string;
  readonly isEnabled: boolean;
  readonly createdAt: number | undefined;
}

/** A version as the scan saw it. */
export interface ScannedVersion extends VersionState {
  /** False also for one that is disabled: its value cannot be read. */
  readonly isCredential: boolean;
}

/** A secret that was picked, and why. Nothing of its value is in here. */
export interface Finding {
  readonly secret: string;
  readonly kind: FindingKind;
  /** `doubtful`: a person must look; it is purged only when it is named. */
  readonly certainty: 'certain' | 'doubtful';
  readonly reasons: readonly ReasonCode[];
  /** Every version that there was, the current one first. */
  readonly versions: readonly ScannedVersion[];
  /**
   * `delete`: the secret as a whole, for Key Vault deletes no single version. `disable`: the current version is something
   * else, so the older ones that hold a credential are disabled; their values stay in the vault.
   */
  readonly plan: 'delete' | 'disable';
  /** False where purge protection forbids to purge before a deleted secret's time is over. */
  readonly isPurgeable: boolean;
}

/** A secret of a broker of ours. It is left alone: its broker knows which version is in use. */
export interface OwnSecret {
  readonly secret: string;
  readonly grant: GrantId;
  /** The application that its tags name. */
  readonly application: string | undefined;
  readonly enabledVersions: number;
}

/** What a scan found. */
export interface VaultScan {
  readonly vaultUrl: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly looked: {
    readonly secrets: number;
    readonly versions: number;
    /** How many values were looked at. */
    readonly values: number;
    /** Not read: Key Vault gives the value of no disabled version. */
    readonly disabledVersions: number;
    /** Left out: Key Vault keeps them for a certificate. */
    readonly certificates: number;
  };
  readonly findings: readonly Finding[];
  readonly own: readonly OwnSecret[];
  /** Values could not be read, so names and labels alone decided. */
  readonly missing: MissingPermission | undefined;
}
