import type { Secret } from '../../secret.ts';
import type { VersionState } from './finding.ts';
import type { Labels } from './read-labels.ts';

/** A secret in the list of a vault; what is said of it is of its current version. */
export interface ListedSecret extends Labels {
  /** Key Vault keeps it for a certificate: it goes with that, and with nothing else. */
  readonly isOfCertificate: boolean;
  readonly isPurgeable: boolean;
}

/** A deleted secret that can be recovered. */
export interface Deletion {
  /** The version that was the current one. */
  readonly version: string | undefined;
  /** Epoch milliseconds: until then it can be recovered, unless it is purged. */
  readonly purgeAt: number | undefined;
}

export type ReadValue =
  | { readonly is: 'there'; readonly version: string; readonly value: Secret<string> }
  | { readonly is: 'disabled' | 'gone' };

/** What a scan asks of a vault, and a purge. Each method throws `vault_denied` with the permission that is missing. */
export interface Inventory {
  list(): AsyncIterable<ListedSecret>;
  /** In no order. Empty when there is no such secret. */
  listVersions(name: string): Promise<readonly VersionState[]>;
  /** @param version the current one without */
  read(name: string, version?: string): Promise<ReadValue>;
  /** Disables one version; its value stays in the vault. Its tags stay as they are. */
  disable(name: string, version: string): Promise<void>;
  /** Deletes a secret with all its versions, and waits until the vault says so. */
  delete(name: string): Promise<Deletion>;
  /** Purges a deleted secret: from then on nobody can recover it. */
  purge(name: string): Promise<void>;
}
