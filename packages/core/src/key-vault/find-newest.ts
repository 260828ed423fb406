import type { ApplicationId } from '../ids.ts';
import type { NewerSecret, SecretRecord } from '../vault/vault.ts';
import { whenAllowed } from './explain-secret.ts';
import { nameOf, refOf } from './secret-name.ts';
import type { SecretVersions, StoredVersion } from './secret-versions.ts';

/** How many versions of one secret are looked at. */
const mostVersions = 25;

/**
 * The newest version that is enabled and that this application has stored for the grant, if it is no older than the record.
 * Tags are no proof: whoever may write to the vault writes them. A redemption proves whose refresh token it is.
 *
 * @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response`
 */
export async function findNewest(
  versions: SecretVersions,
  application: ApplicationId,
  record: SecretRecord,
): Promise<NewerSecret | undefined> {
  const name = nameOf(record.grant);
  let found: NewerSecret | undefined;
  for (const { version: id, tags } of await findEnabled(versions, name)) {
    const version = readCount(tags['version']);
    const isOurs = tags['grant'] === record.grant && tags['application'] === application;
    if (!isOurs || version === undefined || version < record.version) continue;
    if (found === undefined || version > found.version)
      found = { secret: refOf({ name, version: id }), version };
  }
  return found;
}

/** The newest one hides the others where it is disabled, as one that was dropped is: then they are seen with List alone. */
async function findEnabled(versions: SecretVersions, name: string): Promise<readonly StoredVersion[]> {
  const newest = await versions.look(name);
  if (newest.is === 'there') return [newest.stored];
  if (newest.is === 'not_found') return [];
  const listed = (await whenAllowed(() => versions.listEnabled(name))) ?? [];
  const enabled: StoredVersion[] = [];
  for (const version of listed.slice(0, mostVersions)) {
    const look = await versions.look(name, version);
    if (look.is === 'there') enabled.push(look.stored);
  }
  return enabled;
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
