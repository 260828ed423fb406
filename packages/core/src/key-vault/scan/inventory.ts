import type { Secret } from '../../secret.ts';
import type { VersionState } from './finding.ts';
import type { Labels } from './read-labels.ts';

/** A secret in the list of a vault; what is said of it is of its current version. */
export interface ListedSecret extends Labels {
  /** Key Vault keeps it for a certificate: it goes with that, and with nothing else. */
  readonly isOfCertificate: boolean;
  readonly isPurgeable: boolean;
}

export type ReadValue =
  | { readonly is: 'there'; readonly version: string; readonly value: Secret<string> }
  | { readonly is: 'disabled' | 'gone' };

/** What a scan asks of a vault. It changes nothing. Each method throws `vault_denied` with the permission that is missing. */
export interface Inventory {
  list(): AsyncIterable<ListedSecret>;
  /** In no order. Empty when there is no such secret. */
  listVersions(name: string): Promise<readonly VersionState[]>;
  /** @param version the current one without */
  read(name: string, version?: string): Promise<ReadValue>;
}
