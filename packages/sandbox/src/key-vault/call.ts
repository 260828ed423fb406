import type { Vault } from '../world/types.ts';
import type { Secret, SecretStore, SecretVersion } from './secret-store.ts';
import { secretNotFound, VaultError } from './vault-error.ts';

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

/** False also while the deletion is under way. */
export function isDeleted({ now }: VaultCall, secret: Secret): secret is DeletedSecret {
  return secret.deletion !== undefined && secret.deletion.doneAt <= now;
}

/** Gets a secret that is deleted. @throws VaultError 404 `SecretNotFound`, also while it is being deleted */
export function getDeletedSecret(call: VaultCall): DeletedSecret {
  const secret = call.secrets.find(call.name);
  if (secret === undefined || !isDeleted(call, secret)) throw secretNotFound(call.name);
  return secret;
}

/** @throws VaultError 409 `ObjectIsBeingDeleted`: nothing can be done with a secret while the vault deletes it */
export function assertNotUnderWay({ now }: VaultCall, secret: Secret | undefined): void {
  if (secret?.deletion === undefined || secret.deletion.doneAt <= now) return;
  const message = `Secret ${secret.name} is currently being deleted. Retry later.`;
  throw new VaultError(409, 'Conflict', message, 'ObjectIsBeingDeleted');
}
