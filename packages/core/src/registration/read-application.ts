import { readThumbprint } from '../apis/graph/registration.ts';
import { ConsentryError } from '../errors.ts';
import { instantOf, readObject, readPart, readText, readTexts } from '../http/read-fields.ts';
import type { JsonObject } from '../http/read-json.ts';
import { isGuid, readApplicationId } from '../ids.ts';
import type { FoundApplication, RequiredAccess } from './found-registration.ts';

/** The fields that {@link readApplication} reads: Graph gives the list of certificates only where it is named. */
export const applicationFields = [
  'id',
  'appId',
  'displayName',
  'signInAudience',
  'isFallbackPublicClient',
  'web',
  'spa',
  'publicClient',
  'requiredResourceAccess',
  'keyCredentials',
  'passwordCredentials',
] as const;

/**
 * Reads an app registration as Graph writes it. What decides about access and is of another kind than Microsoft documents makes
 * the whole unreadable.
 * @throws ConsentryError `api_bad_response`
 * @see https://learn.microsoft.com/graph/api/resources/application (2026-11)
 */
export function readApplication(value: unknown): FoundApplication {
  const found = readObject(value);
  const web = readPart(found['web']);
  const implicit = readPart(web['implicitGrantSettings']);
  return {
    objectId: readGuid(found['id']),
    appId: readApplicationId(readGuid(found['appId'])),
    displayName: typeof found['displayName'] === 'string' ? found['displayName'] : '',
    audience: readText(found['signInAudience']),
    redirectUris: readTexts(web['redirectUris']),
    spaRedirectUris: readTexts(readPart(found['spa'])['redirectUris']),
    publicRedirectUris: readTexts(readPart(found['publicClient'])['redirectUris']),
    allowsPublicClients: found['isFallbackPublicClient'] === true,
    issuesIdTokens: implicit['enableIdTokenIssuance'] === true,
    issuesAccessTokens: implicit['enableAccessTokenIssuance'] === true,
    access: readList(found['requiredResourceAccess']).map(readAccess),
    certificates: readList(found['keyCredentials']).map((key) => ({
      keyId: readGuid(key['keyId']),
      thumbprint: readThumbprint(key['customKeyIdentifier']),
      endsAt: instantOf(key['endDateTime']),
      raw: key,
    })),
    secrets: readList(found['passwordCredentials']).map((secret) => ({
      keyId: readGuid(secret['keyId']),
      endsAt: instantOf(secret['endDateTime']),
    })),
  };
}

function readAccess(value: JsonObject): RequiredAccess {
  const access = readList(value['resourceAccess']);
  const idsOf = (type: string): readonly string[] =>
    access.filter((one) => one['type'] === type).map((one) => readGuid(one['id']));
  return {
    api: readApplicationId(readGuid(value['resourceAppId'])),
    scopes: idsOf('Scope'),
    roles: idsOf('Role'),
  };
}

function readList(value: unknown): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ConsentryError('api_bad_response');
  return value.map(readObject);
}

/** Ids go into paths and bodies. @throws ConsentryError `api_bad_response` */
export function readGuid(value: unknown): string {
  if (!isGuid(value)) throw new ConsentryError('api_bad_response', { message: 'An id of Graph is none.' });
  return value.toLowerCase();
}
