import { ConsentryError, isConsentryError } from '../errors.ts';

/** The permissions of Key Vault on secrets that a scan or a purge needs. */
export type VaultPermission = 'list' | 'get' | 'set' | 'delete' | 'purge';

/** What the identity may not do, and who changes that. */
export interface MissingPermission {
  readonly permission: VaultPermission;
  readonly message: string;
  readonly remedy: string;
}

/** What a call gave, or the permission that it lacks. */
export type Attempted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly missing: MissingPermission };

/** Makes a call that may lie beyond our permissions. Whatever else goes wrong is thrown. */
export type Attempt = <T>(permission: VaultPermission, call: () => Promise<T>) => Promise<Attempted<T>>;

/** What was refused once for a permission is not tried again. @param vault its name, for whoever gives the permission */
export function createAttempt(vault: string): Attempt {
  const missing = new Map<VaultPermission, MissingPermission>();
  return async (permission, call) => {
    const known = missing.get(permission);
    if (known !== undefined) return { ok: false, missing: known };
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      if (!isPermissionMissing(error)) throw error;
      const found = { permission, ...lacking(permission, vault) };
      missing.set(permission, found);
      return { ok: false, missing: found };
    }
  };
}

/** True for a refusal that a permission mends. A vault that lets us in no more is another thing. */
function isPermissionMissing(error: unknown): boolean {
  const reasons: readonly unknown[] = ['rbac', 'policy', 'forbidden'];
  return isConsentryError(error, 'vault_denied') && reasons.includes(error.facts['reason']);
}

/** Said instead of the words for a broker: who scans is somebody else. */
const acts: Readonly<Record<VaultPermission, string>> = {
  list: 'list secrets',
  get: 'read secrets',
  set: 'change secrets',
  delete: 'delete secrets',
  purge: 'purge deleted secrets',
};

/**
 * Makes a call that needs a permission. A refusal says which one is missing, and who gives it.
 * @throws ConsentryError `vault_denied` with `permission` in its facts; the others as they come
 */
export async function withPermission<T>(
  permission: VaultPermission,
  vault: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isConsentryError(error, 'vault_denied')) throw error;
    const { facts } = error;
    const isMissing = isPermissionMissing(error);
    const { message, remedy } = isMissing
      ? lacking(permission, vault)
      : (others.get(String(facts['reason'])) ?? { message: undefined, remedy: error.remedy });
    throw new ConsentryError('vault_denied', {
      message: message ?? error.message,
      remedy,
      facts: isMissing ? { ...facts, permission } : facts,
      cause: error,
    });
  }
}

interface Words {
  readonly message?: string;
  readonly remedy: string;
}

function lacking(permission: VaultPermission, vault: string): Required<Words> {
  return {
    message: `This identity may not ${acts[permission]} in the vault ${vault}.`,
    remedy: `Who administers access to the vault ${vault} gives it the permission ${permission} on secrets (az keyvault set-policy --name ${vault} --object-id OBJECT_ID --secret-permissions ${permission}), or with Azure RBAC the role Key Vault Secrets Officer. It may take ten minutes.`,
  };
}

/** By the reason of a refusal that no permission mends. */
const others: ReadonlyMap<string, Words> = new Map([
  [
    'firewall',
    {
      message: 'The vault’s firewall does not let this machine in.',
      remedy:
        'Run this on a machine that the vault’s network settings allow, or let this one in for the while.',
    },
  ],
  [
    'unauthorized',
    {
      message: 'The vault does not accept the token of this identity.',
      remedy:
        'Check the tenant, which is that of the vault’s subscription, the identity, and the clock of this machine.',
    },
  ],
  [
    'credential',
    { remedy: 'Check the credential, and that the tenant is that of the vault’s subscription.' },
  ],
  ['challenge', { remedy: 'Check the URL of the vault; give the tenant of the vault’s subscription.' }],
]);

/** What a refusal of {@link withPermission} means; undefined for any other error. */
export function findMissing(error: unknown): MissingPermission | undefined {
  if (!isConsentryError(error, 'vault_denied')) return undefined;
  const permission = permissions.find((one) => one === error.facts['permission']);
  return permission && { permission, message: error.message, remedy: error.remedy };
}

const permissions: readonly VaultPermission[] = ['list', 'get', 'set', 'delete', 'purge'];
