import type { Vault } from '../world/types.ts';
import type { Secret, SecretStore, SecretVersion } from './secret-store.ts';
import { secretNotFound } from './vault-error.ts';

/** A request that may be served: the caller has the permission, and the name and version have the right shape. */
export interface VaultCall {
  request: Request;
  url: URL;
  now: number;
  vault: Vault;
  /** The vault's base URL, without a trailing slash. */
  baseUrl: string;
  secrets: SecretStore;
  /** Empty where the operation is about no one secret. */
  name: string;
  /** In lower case. */
  version?: string;
}

/** The answer of an operation, and what the ledger says of it. */
export interface VaultAnswer {
  /** Absent for 204. */
  body?: object;
  /** The version that was read or made. */
  version?: string;
  /** The value that was set. The ledger keeps its fingerprint alone. */
  setValue?: string;
  /** The versions that came to be. The ledger keeps fingerprints of their values alone. */
  made?: { secretName: string; versions: readonly SecretVersion[] };
}

/** Gets a secret that is not deleted. @throws VaultError 404 `SecretNotFound` */
export function getSecret({ secrets, name }: VaultCall): Secret {
  const secret = secrets.find(name);
  if (secret === undefined || secret.deletion !== undefined) throw secretNotFound(name);
  return secret;
}

/** A secret that is deleted and can be recovered. */
export type DeletedSecret = Secret & Required<Pick<Secret, 'deletion'>>;

export function isDeleted(secret: Secret): secret is DeletedSecret {
  return secret.deletion !== undefined;
}

/** Gets a secret that is deleted. @throws VaultError 404 `SecretNotFound` */
export function getDeletedSecret({ secrets, name }: VaultCall): DeletedSecret {
  const secret = secrets.find(name);
  if (secret === undefined || !isDeleted(secret)) throw secretNotFound(name);
  return secret;
}
