import type { SealedGrant } from '../vault/grant-store.ts';

/** Told of what happens to grants while tokens are acquired. An implementation records it; it must not throw. */
export interface GrantEvents {
  /** A successor of the refresh token was stored. */
  renewed(grant: SealedGrant): Promise<void>;
  /** A successor could not be stored. The stored refresh token is untouched and still works. */
  notRenewed(grant: SealedGrant, error: unknown): Promise<void>;
  stateChanged(grant: SealedGrant, state: SealedGrant['state'], reason: string): Promise<void>;
}
