import type { Vault } from '../world/types.ts';
import type { DeletedSecret, VaultCall } from './call.ts';
import { newestVersion } from './secret-store.ts';
import type { Secret, SecretVersion } from './secret-store.ts';

const LONGEST_SOFT_DELETE_DAYS = 90;

/** A version without its value: what every answer but Set and Get shows. */
export function writeVersion(call: VaultCall, { name }: Secret, version: SecretVersion): object {
  return { id: `${call.baseUrl}/secrets/${name}/${version.id}`, ...writeProperties(call.vault, version) };
}

/** A version with its value. */
export function writeBundle(call: VaultCall, secret: Secret, version: SecretVersion): object {
  return { value: version.value, ...writeVersion(call, secret, version) };
}

/** A secret in a list: its id names no version, the rest is of the newest. */
export function writeItem({ baseUrl, vault }: VaultCall, secret: Secret): object {
  return { id: `${baseUrl}/secrets/${secret.name}`, ...writeProperties(vault, newestVersion(secret)) };
}

/** What a deleted secret has beside. */
export function writeDeletion({ baseUrl }: VaultCall, { name, deletion }: DeletedSecret): object {
  return {
    recoveryId: `${baseUrl}/deletedsecrets/${name}`,
    deletedDate: toSeconds(deletion.deletedAt),
    scheduledPurgeDate: toSeconds(deletion.purgeAt),
  };
}

function writeProperties(vault: Vault, version: SecretVersion): object {
  const { contentType, tags, isEnabled, notBeforeAt, expiresAt, createdAt, updatedAt } = version;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    attributes: {
      enabled: isEnabled,
      ...(notBeforeAt === undefined ? {} : { nbf: toSeconds(notBeforeAt) }),
      ...(expiresAt === undefined ? {} : { exp: toSeconds(expiresAt) }),
      created: toSeconds(createdAt),
      updated: toSeconds(updatedAt),
      recoveryLevel: recoveryLevelOf(vault),
      recoverableDays: vault.softDeleteDays,
    },
    ...(tags === undefined ? {} : { tags }),
  };
}

function recoveryLevelOf({ softDeleteDays, purgeProtection }: Vault): string {
  const level = softDeleteDays < LONGEST_SOFT_DELETE_DAYS ? 'CustomizedRecoverable' : 'Recoverable';
  return purgeProtection === true ? level : `${level}+Purgeable`;
}

function toSeconds(instant: number): number {
  return Math.floor(instant / 1000);
}
