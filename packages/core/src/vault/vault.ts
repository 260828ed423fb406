import type { Branded, GrantId } from '../ids.ts';
import type { Secret } from '../secret.ts';

/** Names one stored version of one secret in one vault. Not a secret itself. */
export type SecretRef = Branded<'SecretRef'>;

/** Which record a secret belongs to. A vault refuses to open a secret under another record. */
export interface SecretRecord {
  readonly grant: GrantId;
  /** Counts from 1; a grant's next refresh token has the next version. */
  readonly version: number;
}

/**
 * What is left of a grant's refresh tokens in a vault. `destroyed`: nothing. `recoverable`: deleted, and whoever may recover
 * secrets brings it back, disabled as it is, until then. `disabled`: it lies there, and whoever may write to the vault can
 * enable it again.
 */
export interface Purged {
  readonly outcome: 'destroyed' | 'recoverable' | 'disabled';
  /** `database`, or the name of the vault. */
  readonly vault: string;
  /** The name of the secret, where it has one. */
  readonly secret?: string | undefined;
  /** Epoch milliseconds; of `recoverable`. */
  readonly recoverableUntil?: number | undefined;
  /**
   * What kept more from being done: permissions of our identity on secrets, or the vault's purge protection, which nobody
   * can lift. `list`: only the versions that are known here were disabled.
   */
  readonly missing: readonly ('list' | 'delete' | 'purge' | 'purge_protection')[];
}

/** Another stored version of a grant's refresh token than the one that its row names. */
export interface NewerSecret {
  readonly secret: SecretRef;
  readonly version: number;
}

/**
 * Looks in a vault that no restore sets back for what was stored after the row was: the newest version that is readable and
 * marked as this grant's, no older than the record. A mark is no proof: nothing names what is found before a redemption said
 * whose it is.
 *
 * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
 */
export type FindNewest = (record: SecretRecord) => Promise<NewerSecret | undefined>;

/** Where refresh tokens live. Every implementation passes the contract suite in `packages/core/test/vault-suite.ts`. */
export interface Vault {
  /**
   * Stores a secret and returns when it is durable and readable. An older version stays readable.
   * @throws ConsentryError `vault_unavailable`; of a vault outside also `vault_denied`, `vault_throttled`,
   *   `vault_bad_response`, `secret_deleted`, `secret_too_large`. What was stored before is then untouched.
   */
  put(record: SecretRecord, secret: Secret<string>): Promise<SecretRef>;
  /**
   * @throws ConsentryError `secret_missing`, `secret_unreadable` (changed, or of another record), `vault_unavailable`;
   *   of a vault outside also `vault_denied`, `vault_throttled`, `vault_bad_response`, and `secret_deleted` or
   *   `secret_disabled` when somebody did that by hand
   */
  get(ref: SecretRef, record: SecretRecord): Promise<Secret<string>>;
  /**
   * Makes one version unusable. Removing what is gone is not an error.
   * @throws ConsentryError `vault_unavailable`, whatever the trouble: nobody who removes can do anything about it
   */
  remove(ref: SecretRef): Promise<void>;
  /**
   * Takes every version of a grant's refresh token away, as far as the vault lets us, and says what is left. Doing it again
   * goes on where it ended.
   * @param ref the version that the grant's row names
   * @throws ConsentryError `vault_unavailable`; of a vault outside also `vault_denied` (not even disabling is allowed),
   *   `vault_throttled`, `vault_bad_response`. Something may then be left that is readable: do it again.
   */
  purge(grant: GrantId, ref: SecretRef): Promise<Purged>;
}
