import { isGuid } from '../../ids.ts';
import type { Clock } from '../../ports.ts';
import { findMissing, type MissingPermission } from '../permissions.ts';
import { findGrantOf } from '../secret-name.ts';
import type { OwnSecret, VaultScan, VersionState } from './finding.ts';
import type { Inventory, ListedSecret } from './inventory.ts';
import { judgeSecrets, type LookedAt } from './judge-secret.ts';
import { readShape } from './read-shape.ts';

export interface ScanDeps {
  readonly vaultUrl: string;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** Told how far it is, after each secret. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** How many secrets are looked at side by side. */
const atOnce = 8;

/**
 * Looks at every secret of a vault. Values are read one at a time, looked at and dropped; those of our own brokers are not read
 * at all, nor those that Key Vault keeps for a certificate. Nothing is changed.
 *
 * @throws ConsentryError `vault_denied` (List is missing, the firewall, the identity), `vault_unavailable`, `vault_throttled`,
 *   `vault_bad_response`
 */
export async function scanVault({ vaultUrl, inventory, clock, onProgress }: ScanDeps): Promise<VaultScan> {
  const startedAt = clock.now();
  const listed = (await Array.fromAsync(inventory.list())).toSorted((one, other) =>
    one.name.localeCompare(other.name),
  );
  const looked = { versions: 0, values: 0, disabledVersions: 0, certificates: 0 };
  const own: OwnSecret[] = [];
  const secrets: LookedAt[] = [];
  let missing: MissingPermission | undefined;

  /** Undefined where it cannot be read: then its name and labels alone speak for it. */
  const shapeOf = async (name: string, version?: string) => {
    if (missing !== undefined) return undefined;
    try {
      const read = await inventory.read(name, version);
      if (read.is !== 'there') return undefined;
      looked.values += 1;
      return { version: read.version, shape: readShape(read.value) ?? ('other' as const) };
    } catch (error) {
      missing = findMissing(error);
      if (missing === undefined) throw error;
      return undefined;
    }
  };

  const lookAt = async (secret: ListedSecret): Promise<void> => {
    const { name, contentType, tags, isPurgeable } = secret;
    if (secret.isOfCertificate) {
      looked.certificates += 1;
      return;
    }
    const versions = await inventory.listVersions(name);
    looked.versions += versions.length;
    const grant = findGrantOf(name);
    if (grant !== undefined) {
      const application = isGuid(tags['application']) ? tags['application'] : undefined;
      const enabledVersions = versions.filter(({ isEnabled }) => isEnabled).length;
      own.push({ secret: name, grant, application, enabledVersions });
      return;
    }
    looked.disabledVersions += versions.filter(({ isEnabled }) => !isEnabled).length;
    const current = await shapeOf(name);
    const ordered = inOrder(versions, current?.version);
    const withShapes: LookedAt['versions'][number][] = [];
    for (const version of ordered) {
      const look =
        version.version === current?.version
          ? current
          : version.isEnabled
            ? await shapeOf(name, version.version)
            : undefined;
      withShapes.push({ ...version, shape: look?.shape });
    }
    secrets.push({ name, contentType, tags, isPurgeable, versions: withShapes });
  };

  await eachOf(listed, lookAt, onProgress);
  const inName = (one: { readonly name: string }, other: { readonly name: string }): number =>
    one.name.localeCompare(other.name);
  return {
    vaultUrl,
    startedAt,
    endedAt: clock.now(),
    looked: { secrets: listed.length, ...looked },
    findings: judgeSecrets(secrets.toSorted(inName)),
    own: own.toSorted((one, other) => one.secret.localeCompare(other.secret)),
    missing,
  };
}

/** The current one first: as the vault says it, or by their age where it may not be read. */
function inOrder(versions: readonly VersionState[], current: string | undefined): readonly VersionState[] {
  const rank = ({ version, createdAt = 0 }: VersionState): number =>
    version === current ? Number.POSITIVE_INFINITY : createdAt;
  return versions.toSorted((one, other) => (rank(other) > rank(one) ? 1 : -1));
}

async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  onProgress: ((done: number, all: number) => void) | undefined,
): Promise<void> {
  let next = 0;
  let done = 0;
  const walk = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      await work(item);
      done += 1;
      onProgress?.(done, items.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, walk));
}
