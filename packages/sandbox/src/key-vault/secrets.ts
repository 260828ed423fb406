import { assertNotUnderWay, getSecret } from './call.ts';
import type { VaultAnswer, VaultCall } from './call.ts';
import { writePage } from './paging.ts';
import { readPropertiesBody, readSecretBody } from './read-body.ts';
import type { SecretProperties } from './read-body.ts';
import { createVersionId, keyOf, newestVersion } from './secret-store.ts';
import type { Secret, SecretVersion } from './secret-store.ts';
import { VaultError, secretNotFound } from './vault-error.ts';
import { writeBundle, writeDeletion, writeItem, writeVersion } from './write-secret.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `PUT /secrets/{name}`: a new secret, or a new version of one that is there.
 *
 * @throws VaultError 400 body, 409 `ObjectIsDeletedButRecoverable`, `ObjectIsBeingDeleted`
 */
export async function setSecret(call: VaultCall): Promise<VaultAnswer> {
  const { value, ...given } = await readSecretBody(call.request);
  const known = call.secrets.find(call.name);
  assertNotUnderWay(call, known);
  if (known !== undefined) assertNotDeleted(known);
  const version: SecretVersion = {
    id: createVersionId(),
    value,
    isEnabled: true,
    createdAt: call.now,
    updatedAt: call.now,
    ...readProperties(given),
  };
  const secret = known ?? { name: call.name, versions: [version] };
  if (known === undefined) call.secrets.add(secret);
  else known.versions.push(version);
  return {
    body: writeBundle(call, secret, version),
    version: version.id,
    setValue: value,
    made: { secretName: secret.name, versions: [version] },
  };
}

/**
 * `GET /secrets/{name}[/{version}]`. An `exp` that is over, or an `nbf` that is to come, refuses nothing.
 *
 * @throws VaultError 404, 403 `SecretDisabled`
 */
export function readSecret(call: VaultCall): VaultAnswer {
  const secret = getSecret(call);
  const version = getVersion(call, secret);
  if (!version.isEnabled) {
    const message = 'Operation get is not allowed on a disabled secret.';
    throw new VaultError(403, 'Forbidden', message, 'SecretDisabled');
  }
  return { body: writeBundle(call, secret, version), version: version.id };
}

/** `PATCH /secrets/{name}[/{version}]`: everything but the value; what is not given stays. @throws VaultError 400, 404 */
export async function updateSecret(call: VaultCall): Promise<VaultAnswer> {
  const given = await readPropertiesBody(call.request);
  const secret = getSecret(call);
  const version = getVersion(call, secret);
  Object.assign(version, readProperties(given), { updatedAt: call.now });
  return { body: writeVersion(call, secret, version), version: version.id };
}

/** `GET /secrets` */
export function listSecrets(call: VaultCall): VaultAnswer {
  const secrets = call.secrets.list().filter(({ deletion }) => deletion === undefined);
  return {
    body: writePage(
      call,
      secrets,
      ({ name }) => keyOf(name),
      (secret) => writeItem(call, secret),
    ),
  };
}

/** `GET /secrets/{name}/versions`, by version: their order says nothing about their age. @throws VaultError 404 */
export function listVersions(call: VaultCall): VaultAnswer {
  const secret = getSecret(call);
  const versions = secret.versions.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return {
    body: writePage(
      call,
      versions,
      ({ id }) => id,
      (version) => writeVersion(call, secret, version),
    ),
  };
}

/**
 * `DELETE /secrets/{name}`: the secret with all its versions. It is gone from here at once, and deleted when the vault is done.
 *
 * @throws VaultError 404, 409 while it is being deleted
 */
export function deleteSecret(call: VaultCall): VaultAnswer {
  const { now, vault } = call;
  assertNotUnderWay(call, call.secrets.find(call.name));
  const secret = getSecret(call);
  const deletion = {
    deletedAt: now,
    doneAt: now + (vault.deletionMs ?? 0),
    purgeAt: now + vault.softDeleteDays * DAY_MS,
  };
  const deleted = Object.assign(secret, { deletion });
  return { body: { ...writeVersion(call, secret, newestVersion(secret)), ...writeDeletion(call, deleted) } };
}

/** @throws VaultError 409: a deleted secret keeps its name until it is recovered or purged */
export function assertNotDeleted({ name, deletion }: Secret): void {
  if (deletion === undefined) return;
  const message = `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`;
  throw new VaultError(409, 'Conflict', message, 'ObjectIsDeletedButRecoverable');
}

/** The version that was asked for; the newest, if none was. @throws VaultError 404 */
function getVersion({ version }: VaultCall, secret: Secret): SecretVersion {
  if (version === undefined) return newestVersion(secret);
  const found = secret.versions.find(({ id }) => id === version);
  if (found === undefined) throw secretNotFound(`${secret.name}/${version}`);
  return found;
}

function readProperties({ contentType, attributes = {}, tags }: SecretProperties): Partial<SecretVersion> {
  const { enabled, nbf, exp } = attributes;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags === undefined ? {} : { tags }),
    ...(enabled === undefined ? {} : { isEnabled: enabled }),
    ...(nbf === undefined ? {} : { notBeforeAt: nbf * 1000 }),
    ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
  };
}
