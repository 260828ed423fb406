import { ConsentryError, isConsentryError } from '../../errors.ts';
import type { MissingPermission, VaultPermission } from './finding.ts';

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
    const isMissing = ['rbac', 'policy', 'forbidden'].includes(String(facts['reason']));
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
  readonly message?: string | undefined;
  readonly remedy: string;
}

function lacking(permission: VaultPermission, vault: string): Words {
  return {
    message: `This identity may not ${acts[permission]} in the vault ${vault}.`,
    remedy: `Who administers access to the vault ${vault} gives it the permission ${permission} on secrets (az keyvault set-policy --name ${vault} --spn CLIENT_ID --secret-permissions ${permission}), or with Azure RBAC the role Key Vault Secrets Officer. It may take ten minutes.`,
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
