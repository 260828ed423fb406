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

/** Where refresh tokens live. Every implementation passes the contract suite in `packages/core/test/vault-suite.ts`. */
export interface Vault {
  /**
   * Stores a secret and returns when it is durable and readable. An older version stays readable.
   * @throws ConsentryError `vault_unavailable`
   */
  put(record: SecretRecord, secret: Secret<string>): Promise<SecretRef>;
  /**
   * @throws ConsentryError `secret_missing`, `secret_unreadable` (changed, or of another record), `vault_unavailable`
   */
  get(ref: SecretRef, record: SecretRecord): Promise<Secret<string>>;
  /** Makes one version unusable. Removing what is gone is not an error. */
  remove(ref: SecretRef): Promise<void>;
}
