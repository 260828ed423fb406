import { createOpaqueToken } from '../ids.ts';
import { getSecret } from './call.ts';
import type { VaultAnswer, VaultCall } from './call.ts';
import { readBackupBody } from './read-body.ts';
import { newestVersion } from './secret-store.ts';
import { assertNotDeleted } from './secrets.ts';
import { VaultError, badParameter } from './vault-error.ts';
import { writeVersion } from './write-secret.ts';

/** `POST /secrets/{name}/backup`: the blob names a copy that the vault keeps, and holds nothing. @throws VaultError 404 */
export function backUpSecret(call: VaultCall): VaultAnswer {
  const value = createOpaqueToken('');
  call.secrets.backups.set(value, structuredClone(getSecret(call)));
  return { body: { value } };
}

/** `POST /secrets/restore`, with all versions. @throws VaultError 400 unknown blob, 409 the name is there */
export async function restoreSecret(call: VaultCall): Promise<VaultAnswer> {
  const copy = call.secrets.backups.get(await readBackupBody(call.request));
  if (copy === undefined) throw badParameter('The backup blob is not one of this vault.');
  const known = call.secrets.find(copy.name);
  if (known !== undefined) {
    assertNotDeleted(known);
    throw new VaultError(409, 'Conflict', `A secret ${copy.name} is in this vault already.`);
  }
  const secret = structuredClone(copy);
  call.secrets.add(secret);
  return {
    body: writeVersion(call, secret, newestVersion(secret)),
    made: { secretName: secret.name, versions: secret.versions },
  };
}
