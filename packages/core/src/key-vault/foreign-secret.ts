import { ConsentryError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { vaultNameOf } from '../vault/vault-domain.ts';
import { createClient } from './connect.ts';
import { createSecretVersions } from './create-secret-versions.ts';
import { deleteAndPurge, type Removal } from './delete-and-purge.ts';
import type { ClientInput } from './key-vault-input.ts';
import { createAttempt, withPermission } from './permissions.ts';
import { createPatientHttp } from './scan/patient-http.ts';

/** One secret of a vault, which another tool wrote and somebody takes over. */
export interface ForeignSecret {
  /**
   * The current version. Needs Get.
   * @throws ConsentryError `secret_missing`, `secret_disabled`, `vault_denied`, `vault_unavailable`, `vault_throttled`,
   *   `vault_bad_response`
   */
  read(): Promise<{ readonly version: string; readonly value: Secret<string> }>;
  /**
   * Takes the secret away, as {@link deleteAndPurge}, if this version is still the current one. Where another came, that tool
   * still writes it: then this version is disabled, and the secret stays.
   * @param version that was read
   * @throws ConsentryError `vault_unavailable`, `vault_throttled`, `vault_bad_response`, `vault_denied` (no permission mends it)
   */
  purge(version: string): Promise<Removal>;
}

/**
 * Opens a secret of somebody else's vault, with the identity of whoever takes it over. It asks nobody yet.
 * @throws TypeError for a URL that is not that of a vault
 */
export function openForeignSecret(input: ClientInput, name: string): ForeignSecret {
  const { vaultUrl, timer } = input;
  const vault = vaultNameOf(vaultUrl);
  const versions = createSecretVersions(
    createClient(input, { around: (http) => createPatientHttp(http, timer) }),
  );
  return {
    async read() {
      const look = await withPermission('get', vault, () => versions.look(name));
      if (look.is === 'there') return look.stored;
      const facts = { vault, secret: name };
      throw new ConsentryError(look.is === 'disabled' ? 'secret_disabled' : 'secret_missing', { facts });
    },

    async purge(version) {
      const deps = { versions, timer, attempt: createAttempt(vault) };
      const newest = await deps.attempt('get', () => versions.look(name));
      const look = newest.ok ? newest.value : undefined;
      if (look?.is === 'there' && look.stored.version === version)
        return deleteAndPurge(deps, { name, enabled: [version], confirmed: [version] });
      // Deleted meanwhile, or gone.
      if (look?.is === 'not_found') return deleteAndPurge(deps, { name, enabled: [], confirmed: [version] });
      const disabled = await deps.attempt('set', () => versions.disable({ name, version }));
      return { is: 'changed', versions: disabled.ok ? [version] : [] };
    },
  };
}
