import { ConsentryError } from '../errors.ts';
import type { ApplicationId, GrantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import type { Purged, SecretRef } from '../vault/vault.ts';
import { deleteAndPurge, type RemovalDeps } from './delete-and-purge.ts';
import { createAttempt, type MissingPermission } from './permissions.ts';
import { isVersion, nameOf, readRef } from './secret-name.ts';
import type { SecretVersions } from './secret-versions.ts';
import type { Tags } from './tags.ts';

export interface PurgedSecret {
  readonly vaultName: string;
  readonly application: ApplicationId;
  readonly grant: GrantId;
  /** The version that the grant's row names. */
  readonly ref: SecretRef;
}

interface PurgeDeps {
  readonly versions: SecretVersions;
  readonly timer: Pick<Timer, 'wait'>;
}

/** How far back versions are followed that may not be listed. */
const mostSteps = 100;

/**
 * Takes the secret of a grant away, as {@link deleteAndPurge}. Its name is the grant's alone, so every version goes, whichever is
 * the newest.
 *
 * @throws ConsentryError `vault_denied` when not even disabling is allowed; `vault_unavailable`, `vault_throttled`,
 *   `vault_bad_response`
 */
export async function purgeSecret({ versions, timer }: PurgeDeps, secret: PurgedSecret): Promise<Purged> {
  const { vaultName: vault, grant, application } = secret;
  const deps: RemovalDeps = { versions, timer, attempt: createAttempt(vault) };
  const name = nameOf(grant);
  const about = { vault, secret: name };
  const isThere = (await versions.look(name)).is !== 'not_found';
  const { enabled, areAll } = isThere
    ? await findEnabled(deps, name, secret.ref)
    : { enabled: [], areAll: true };
  const tags = removedTags(grant, application);
  const removal = await deleteAndPurge(deps, { name, enabled, tags });
  switch (removal.is) {
    case 'purged':
    case 'gone':
      return { ...about, outcome: 'destroyed', missing: [] };
    case 'deleted': {
      const { recoverableUntil, why, error } = removal;
      if (error !== undefined) throw error;
      if (isThere && !removal.isDisabled) throw new ConsentryError('vault_denied');
      const hindrance = why === 'protected' ? 'purge_protection' : 'purge';
      return { ...about, outcome: 'recoverable', recoverableUntil, missing: [hindrance] };
    }
    case 'disabled':
    case 'changed':
    case 'denied':
      if (!isThere) return { ...about, outcome: 'destroyed', missing: [] };
      if (removal.is === 'denied') throw denied(removal.missing);
      return { ...about, outcome: 'disabled', missing: areAll ? ['delete'] : ['list', 'delete'] };
  }
}

/** Told apart from a version that somebody disabled by hand, which keeps its tags. */
export function removedTags(grant: GrantId, application: ApplicationId): Tags {
  return { grant, application, removed: 'true' };
}

/** The oldest first, where one leads to another: once the newest is disabled, nothing names them any more. */
async function findEnabled(
  { versions, attempt }: RemovalDeps,
  name: string,
  ref: SecretRef,
): Promise<{ readonly enabled: readonly string[]; readonly areAll: boolean }> {
  const listed = await attempt('list', () => versions.listEnabled(name));
  if (listed.ok) return { enabled: listed.value, areAll: true };
  const newest = await versions.look(name);
  const named = readRef(ref);
  const starts = [
    newest.is === 'there' ? newest.stored.version : undefined,
    named?.name === name ? named.version : undefined,
  ];
  const found = new Set<string>();
  for (const start of starts) {
    let version: string | undefined = start;
    while (isVersion(version) && !found.has(version) && found.size < mostSteps) {
      const look = await versions.look(name, version);
      if (look.is !== 'there') break;
      found.add(version);
      version = look.stored.tags['previous'];
    }
  }
  return { enabled: [...found].toReversed(), areAll: false };
}

function denied({ message, remedy, permission }: MissingPermission): ConsentryError {
  return new ConsentryError('vault_denied', { message, remedy, facts: { permission } });
}
