import { type ConsentryError, isConsentryError } from '../errors.ts';
import type { ApplicationId, GrantId } from '../ids.ts';
import type { Timer } from '../ports.ts';
import type { Purged, SecretRef } from '../vault/vault.ts';
import { isVersion, nameOf, readRef } from './secret-name.ts';
import type { Deletion, SecretVersions } from './secret-versions.ts';
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

type Missing = Purged['missing'][number];

/** How far back versions are followed that may not be listed. */
const mostSteps = 100;
/** A deletion takes Key Vault a few seconds, in which it cannot be purged. */
const purgeAttempts = 5;
const purgePauseMs = 1000;

/**
 * Takes a secret away as far as our identity may: disables its versions, deletes it, purges it. Key Vault deletes whole
 * secrets, never one version. Disabled first: whoever recovers it later gets nothing that works.
 *
 * @throws ConsentryError `vault_denied` when not even disabling is allowed; `vault_unavailable`, `vault_throttled`,
 *   `vault_bad_response`
 */
export async function purgeSecret(deps: PurgeDeps, secret: PurgedSecret): Promise<Purged> {
  const { versions } = deps;
  const { vaultName: vault, grant } = secret;
  const name = nameOf(grant);
  const about = { vault, secret: name };
  if (await isGone(versions, name)) return { ...about, outcome: 'destroyed', missing: [] };
  const known = await disableAll(versions, name, secret);
  const deleted = await whenAllowed(() => versions.delete(name));
  if (deleted === denied)
    return { ...about, outcome: 'disabled', missing: known === 'all' ? ['delete'] : ['list', 'delete'] };
  // It may have been deleted before, by a purge that got no further or by hand.
  const found = deleted ?? (await findDeletion(versions, name));
  if (found === undefined) return { ...about, outcome: 'destroyed', missing: [] };
  const hindrance = await purgeDeleted(deps, name, found);
  if (hindrance === undefined) return { ...about, outcome: 'destroyed', missing: [] };
  return { ...about, outcome: 'recoverable', recoverableUntil: found.purgeAt, missing: [hindrance] };
}

/** True when there is no such secret, deleted or not. */
async function isGone(versions: SecretVersions, name: string): Promise<boolean> {
  const { is } = await versions.look(name);
  return is === 'not_found' && (await whenAllowed(() => versions.findDeletion(name))) === undefined;
}

/** Told apart from a version that somebody disabled by hand, which keeps its tags. */
export function removedTags(grant: GrantId, application: ApplicationId): Tags {
  return { grant, application, removed: 'true' };
}

/** @returns whether they were all seen, or those alone that lead to one another */
async function disableAll(
  versions: SecretVersions,
  name: string,
  { grant, ref, application }: PurgedSecret,
): Promise<'all' | 'known'> {
  const tags = removedTags(grant, application);
  const listed = await whenAllowed(() => versions.listEnabled(name));
  if (listed !== denied) {
    for (const version of listed) await versions.disable({ name, version }, tags);
    return 'all';
  }
  const newest = await versions.look(name);
  const named = readRef(ref);
  const starts = [
    newest.is === 'there' ? newest.stored.version : undefined,
    named?.name === name ? named.version : undefined,
  ];
  for (const start of starts) {
    let version: string | undefined = start;
    for (let step = 0; isVersion(version) && step < mostSteps; step++) {
      const look = await versions.look(name, version);
      if (look.is !== 'there') break;
      await versions.disable({ name, version }, tags);
      version = look.stored.tags['previous'];
    }
  }
  return 'known';
}

/** Undefined also where we may not look: then Delete told all that there is to know. */
async function findDeletion(versions: SecretVersions, name: string): Promise<Deletion | undefined> {
  const found = await whenAllowed(() => versions.findDeletion(name));
  return found === denied ? undefined : found;
}

/** @returns what kept it from being purged */
async function purgeDeleted(
  { versions, timer }: PurgeDeps,
  name: string,
  { isPurgeable }: Deletion,
): Promise<Missing | undefined> {
  if (isPurgeable === false) return 'purge_protection';
  for (let attempt = 1; ; attempt++) {
    try {
      const purged = await whenAllowed(() => versions.purgeDeleted(name));
      return purged === denied ? 'purge' : undefined;
    } catch (error) {
      const isUnderWay = isConsentryError(error, 'vault_unavailable') && error.facts['status'] === 409;
      if (!isUnderWay || attempt === purgeAttempts) throw error;
      await timer.wait(purgePauseMs);
    }
  }
}

const denied = Symbol('our identity may not do this');

/** What lies within our permissions; the rest is told, not thrown. A vault that lets us in no more is an error. */
async function whenAllowed<T>(work: () => Promise<T>): Promise<T | typeof denied> {
  try {
    return await work();
  } catch (error) {
    if (isConsentryError(error, 'vault_denied') && isAboutPermission(error)) return denied;
    throw error;
  }
}

function isAboutPermission({ facts }: ConsentryError): boolean {
  const { reason } = facts;
  return reason === 'policy' || reason === 'rbac' || reason === 'forbidden';
}
