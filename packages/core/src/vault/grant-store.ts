import type { Grant } from '../consent/grant.ts';
import type { Facts } from '../errors.ts';
import type { ApplicationId, GrantId, InvitationId, ObjectId, TenantId } from '../ids.ts';
import type { Purged, SecretRef } from './vault.ts';

/**
 * `healthy` hands out tokens. The others say who can make it healthy again: `admin_needed` an administrator of
 * the partner's tenant (it is looked at again each day), `consent_needed` a person by a new consent, `held` an
 * operator. `revoked` was taken back: only a new consent follows it.
 */
export type GrantState = 'healthy' | 'admin_needed' | 'consent_needed' | 'held' | 'revoked';

/** A grant without its refresh token: that is in the vault, under `secret`. Instants are epoch milliseconds. */
export interface SealedGrant extends Omit<Grant, 'refreshToken' | 'directoryRoles'> {
  readonly id: GrantId;
  /** Grows by one with each refresh token that is stored. */
  readonly version: number;
  readonly secret: SecretRef;
  /** When this version was stored. */
  readonly sealedAt: number;
  readonly state: GrantState;
  /** Why the grant is in this state: an error code and perhaps a number, or `sealed`. */
  readonly stateReason: string;
  readonly stateSince: number;
  /** What the identity provider said of it: numbers and ids. */
  readonly stateEvidence: Facts;
  /** When keep-alive redeems the refresh token, so that it does not expire of neglect. */
  readonly exerciseAt: number;
  /**
   * Where a refresh token works only once: since when this version's is being redeemed. It stays when the answer
   * was lost, and then nobody knows whether the refresh token still works.
   */
  readonly redeemingSince: number | undefined;
  /** When the partner's own tenant said last, because somebody doubted it, that the grant works. */
  readonly provedAt: number | undefined;
  /** What became of its refresh tokens, since a purge of them began. From then on only a new grant follows it. */
  readonly purged?: PurgeState;
}

/** Since when (epoch milliseconds), and what is left. `unfinished`: it began, and what came of it is not known. */
export type PurgeState = { readonly at: number } & (Purged | { readonly outcome: 'unfinished' });

/** By whose word and when a grant was taken back. */
export interface Revocation extends Pick<StateChange, 'reason' | 'since'> {
  /** True where its refresh tokens are purged next: from now on no consent brings back this grant, only another one. */
  readonly purges?: boolean;
}

/**
 * The outcome of saving a row: `raced` when another writer was first, `spent` when the invitation was already used,
 * `revoked` when the grant was taken back after the consent had been started.
 */
export type SaveOutcome = 'saved' | 'raced' | 'spent' | 'revoked';

/** What led to a row that is saved. */
export interface SaveCause {
  /** The invitation, which is spent in the same transaction. */
  readonly spending?: InvitationId | undefined;
  /** @see ConsentFlow.changesBefore. Without it, a grant that was taken back stays so. */
  readonly changesBefore?: number | undefined;
}

/** What proves that a lease is still held: a writer whose fence was overtaken changes nothing. */
export interface Fence {
  readonly key: string;
  readonly number: number;
}

/** The state into which a grant goes, and the evidence for it. */
export interface StateChange {
  readonly state: GrantState;
  readonly reason: string;
  readonly since: number;
  readonly evidence: Facts;
}

/** The next refresh token of a grant. */
export type NextVersion = Pick<SealedGrant, 'secret' | 'version' | 'sealedAt' | 'exerciseAt'>;

/** Which row a writer read, and by what right it writes. */
export interface RowVersion {
  readonly id: GrantId;
  readonly version: number;
  /** Absent where one process alone has the store. */
  readonly fence?: Fence | undefined;
}

/**
 * The rows of grants. What a redemption changes names the version that it was made from, and the fence where there are
 * replicas; a stale writer changes nothing. Every implementation passes `packages/core/test/grant-store-suite.ts`.
 */
export interface GrantStore {
  find(id: GrantId): Promise<SealedGrant | undefined>;
  /** The grant of an account that was not purged. */
  findBySubject(
    partner: TenantId,
    subject: ObjectId,
    application: ApplicationId,
  ): Promise<SealedGrant | undefined>;
  /** The newest consent first. */
  listByPartner(partner: TenantId): Promise<readonly SealedGrant[]>;
  list(options: { readonly limit: number; readonly after?: GrantId }): Promise<readonly SealedGrant[]>;
  /** Grants, healthy or with `admin_needed`, that keep-alive is due for; the longest due first. */
  listDue(at: number, limit: number): Promise<readonly SealedGrant[]>;
  /**
   * Saves the row if the stored one still has `expectedVersion` (0: there is none yet) and, in the same
   * transaction, spends the invitation that led to it. A grant that was taken back is given again only by a consent that
   * was started afterwards.
   */
  save(grant: SealedGrant, expectedVersion: number, cause?: SaveCause): Promise<SaveOutcome>;
  /**
   * Notes, durably, that the refresh token of this version is about to be redeemed. False when another writer was
   * first, or the grant is neither healthy nor `admin_needed`.
   */
  beginRedemption(row: RowVersion, at: number): Promise<boolean>;
  /** Takes that note back: the refresh token was surely not used. */
  endRedemption(row: RowVersion): Promise<void>;
  /**
   * Stores the next version of the refresh token, and nothing else, if the stored row still has this version
   * and is healthy or `admin_needed`: a grant that was held, revoked or found dead meanwhile is not brought back.
   */
  renew(row: RowVersion, next: NextVersion): Promise<boolean>;
  /**
   * Names another place, under a later version, for the refresh token that the grant has, if the stored row still has
   * this version and was not revoked. State, age and note of a redemption stay as they are.
   */
  relocate(row: RowVersion, to: Pick<SealedGrant, 'secret' | 'version'>): Promise<boolean>;
  /**
   * Changes the state of exactly this version, from the state that was read; false when another writer was first, or the
   * grant is revoked.
   */
  changeState(row: RowVersion & Pick<SealedGrant, 'state'>, change: StateChange): Promise<boolean>;
  /** Takes the grant back, whatever its version and state. False when there is no such grant. */
  revoke(id: GrantId, change: Revocation): Promise<boolean>;
  /**
   * Takes back every grant of a partner, or every grant, at once.
   * @returns how those were before that were not revoked yet
   */
  revokeAll(
    partner: TenantId | undefined,
    change: Pick<StateChange, 'reason' | 'since'>,
  ): Promise<readonly SealedGrant[]>;
  /** Those that were taken back by a later change than this one. @see ConsentFlow.changesBefore */
  listRevokedAfter(change: number): Promise<readonly GrantId[]>;
  /** Notes what became of the refresh tokens of a revoked grant. False when it is not revoked. */
  notePurged(id: GrantId, purged: PurgeState): Promise<boolean>;
  /**
   * Takes the turn to put a grant to the proof. True for exactly one of all who try, until it is given back by
   * {@link endProof}, or was taken before `staleBefore`: then whoever took it is gone.
   */
  beginProof(id: GrantId, at: number, staleBefore: number): Promise<boolean>;
  /** Gives the turn back that was taken at `begunAt`. @param passedAt when the grant was found to work */
  endProof(id: GrantId, begunAt: number, passedAt: number | undefined): Promise<void>;
  /** Moves the next exercise from one instant to another; true for exactly one of all who try. */
  moveExercise(id: GrantId, from: number, to: number): Promise<boolean>;
}
