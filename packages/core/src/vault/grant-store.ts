import type { Grant } from '../consent/grant.ts';
import type { ApplicationId, GrantId, InvitationId, ObjectId, TenantId } from '../ids.ts';
import type { SecretRef } from './vault.ts';

/** `healthy` hands out tokens. `consent_needed`: the grant is dead, a person must consent. `held`: an operator must look. */
export type GrantState = 'healthy' | 'consent_needed' | 'held';

/** A grant without its refresh token: that is in the vault, under `secret`. */
export interface SealedGrant extends Omit<Grant, 'refreshToken'> {
  readonly id: GrantId;
  /** Grows by one with each refresh token that is stored. */
  readonly version: number;
  readonly secret: SecretRef;
  /** When this version was stored, epoch milliseconds. */
  readonly sealedAt: number;
  readonly state: GrantState;
  /** Why the grant is in this state: an error code, or `sealed`. */
  readonly stateReason: string;
  readonly stateSince: number;
}

/** The outcome of saving a row: `raced` when another writer was first, `spent` when the invitation was already used. */
export type SaveOutcome = 'saved' | 'raced' | 'spent';

/** The rows of grants. Every change names the version that it was made from; a stale writer changes nothing. */
export interface GrantStore {
  find(id: GrantId): Promise<SealedGrant | undefined>;
  findBySubject(
    partner: TenantId,
    subject: ObjectId,
    application: ApplicationId,
  ): Promise<SealedGrant | undefined>;
  /** The newest consent first. */
  listByPartner(partner: TenantId): Promise<readonly SealedGrant[]>;
  list(options: { readonly limit: number; readonly after?: GrantId }): Promise<readonly SealedGrant[]>;
  /**
   * Saves the row if the stored one still has `expectedVersion` (0: there is none yet) and, in the same
   * transaction, spends the invitation that led to it.
   */
  save(grant: SealedGrant, expectedVersion: number, spending?: InvitationId): Promise<SaveOutcome>;
  /**
   * Stores the next version of the refresh token, and nothing else, if the stored row still has this version
   * and is healthy: a grant that was held or found dead meanwhile is not brought back.
   */
  renew(
    id: GrantId,
    version: number,
    next: { readonly secret: SecretRef; readonly version: number; readonly sealedAt: number },
  ): Promise<boolean>;
  /** Changes the state of exactly this version; false when another writer was first. */
  changeState(
    id: GrantId,
    version: number,
    change: { readonly state: GrantState; readonly reason: string; readonly since: number },
  ): Promise<boolean>;
}
