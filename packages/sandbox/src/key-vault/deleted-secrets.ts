import { assertNotUnderWay, getDeletedSecret, isDeleted } from './call.ts';
import type { VaultAnswer, VaultCall } from './call.ts';
import { writePage } from './paging.ts';
import { keyOf, newestVersion } from './secret-store.ts';
import { VaultError } from './vault-error.ts';
import { writeDeletion, writeItem, writeVersion } from './write-secret.ts';

/** `GET /deletedsecrets` */
export function listDeletedSecrets(call: VaultCall): VaultAnswer {
  return {
    body: writePage(
      call,
      call.secrets.list().filter((secret) => isDeleted(call, secret)),
      ({ name }) => keyOf(name),
      (secret) => ({ ...writeItem(call, secret), ...writeDeletion(call, secret) }),
    ),
  };
}

/** `GET /deletedsecrets/{name}` @throws VaultError 404 */
export function readDeletedSecret(call: VaultCall): VaultAnswer {
  const secret = getDeletedSecret(call);
  return { body: { ...writeVersion(call, secret, newestVersion(secret)), ...writeDeletion(call, secret) } };
}

/** `POST /deletedsecrets/{name}/recover`: at once, where Key Vault takes its time. @throws VaultError 404, 409 while it is being deleted */
export function recoverSecret(call: VaultCall): VaultAnswer {
  assertNotUnderWay(call, call.secrets.find(call.name));
  const { name, versions } = getDeletedSecret(call);
  const secret = { name, versions };
  call.secrets.add(secret);
  return { body: writeVersion(call, secret, newestVersion(secret)) };
}

/** `DELETE /deletedsecrets/{name}` @throws VaultError 404, 403 with purge protection, 409 while it is being deleted */
export function purgeSecret(call: VaultCall): VaultAnswer {
  assertNotUnderWay(call, call.secrets.find(call.name));
  const { name } = getDeletedSecret(call);
  if (call.vault.purgeProtection === true) {
    const message = 'Operation "purge" is not allowed because purge protection is enabled for this vault.';
    throw new VaultError(403, 'Forbidden', message);
  }
  call.secrets.purge(name);
  return {};
}
