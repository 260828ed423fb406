import type { SealedGrant } from '../vault/grant-store.ts';
import type { VaultName } from '../vault/vault-name.ts';

/** Told of what happens to grants while tokens are acquired. An implementation records it; it must not throw. */
export interface GrantEvents {
  /** A successor of the refresh token was stored, or one that had been stored before is named by the row again. */
  renewed(grant: SealedGrant): Promise<void>;
  /**
   * A successor could not be stored; it is kept in memory and tried again. Where refresh tokens work more than once, the
   * stored one is untouched and still works.
   */
  notRenewed(grant: SealedGrant, error: unknown): Promise<void>;
  /** Another writer was first, or the grant was taken back: the successor was dropped. */
  successorRefused(grant: SealedGrant): Promise<void>;
  /** The refresh token was moved to another vault. @param grant as it is now */
  moved(grant: SealedGrant, from: VaultName | undefined, to: VaultName): Promise<void>;
  /** The stored refresh token was dead and a successor that had not been stored saved the grant: from now on this process stores each. */
  saved(grant: SealedGrant): Promise<void>;
  /** Keep-alive could not redeem a grant; it is tried again. */
  notExercised(grant: SealedGrant, error: unknown): Promise<void>;
  /** Keep-alive redeemed a grant: the partner’s own tenant accepts it. */
  exercised(grant: SealedGrant): Promise<void>;
  stateChanged(grant: SealedGrant, state: SealedGrant['state'], reason: string): Promise<void>;
}
