import type { JsonObject } from '../http/read-json.ts';
import type { ApplicationId } from '../ids.ts';
import type { FoundApplication, FoundRegistration, RequiredAccess } from './found-registration.ts';
import { idOf } from './differences.ts';
import { requireOffered } from './plan-registration.ts';
import type { WantedCertificate, WantedPermission, WantedRegistration } from './wanted-registration.ts';

type Apis = Pick<FoundRegistration, 'apis'>;

/**
 * The body of a new registration.
 * @throws ConsentryError `permission_not_offered`
 * @see https://learn.microsoft.com/graph/api/application-post-applications (2026-11)
 */
export function newApplication(wanted: WantedRegistration, apis: Apis): JsonObject {
  const { displayName, redirectUris, issuesIdTokens, certificate, permissions } = wanted;
  return {
    displayName,
    signInAudience: 'AzureADMultipleOrgs',
    web: {
      redirectUris,
      implicitGrantSettings: { enableIdTokenIssuance: issuesIdTokens, enableAccessTokenIssuance: false },
    },
    requiredResourceAccess: writeAccess([], permissions, apis),
    ...(certificate !== undefined && { keyCredentials: [newKey(certificate)] }),
  };
}

/** The list of redirect URIs takes the place of the old one. */
export function moreRedirectUris(
  { redirectUris, spaRedirectUris, publicRedirectUris }: FoundApplication,
  uris: readonly string[],
  moved: readonly string[],
): JsonObject {
  const stay = (old: readonly string[]): readonly string[] => old.filter((uri) => !moved.includes(uri));
  const isMoved = (old: readonly string[]): boolean => stay(old).length < old.length;
  return {
    web: { redirectUris: [...redirectUris, ...uris] },
    ...(isMoved(spaRedirectUris) && { spa: { redirectUris: stay(spaRedirectUris) } }),
    ...(isMoved(publicRedirectUris) && { publicClient: { redirectUris: stay(publicRedirectUris) } }),
  };
}

/** @throws ConsentryError `permission_not_offered` */
export function morePermissions(
  { access }: FoundApplication,
  permissions: readonly WantedPermission[],
  apis: Apis,
): JsonObject {
  return { requiredResourceAccess: writeAccess(access, permissions, apis) };
}

/** What stays is sent back as it came. */
export function moreKeys({ certificates }: FoundApplication, certificate: WantedCertificate): JsonObject {
  return { keyCredentials: [...certificates.map(({ raw }) => raw), newKey(certificate)] };
}

/** @see https://learn.microsoft.com/graph/api/resources/keycredential (2026-11) */
function newKey({ pem }: WantedCertificate): JsonObject {
  const key = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  return { type: 'AsymmetricX509Cert', usage: 'Verify', key };
}

/** Those that are there stay, application permissions too. */
function writeAccess(
  standing: readonly RequiredAccess[],
  permissions: readonly WantedPermission[],
  apis: Apis,
): readonly JsonObject[] {
  requireOffered(permissions.filter((one) => idOf(one, apis) === undefined));
  const all = new Set<ApplicationId>([
    ...standing.map(({ api }) => api),
    ...permissions.map(({ api }) => api),
  ]);
  return [...all].map((api) => {
    const old = standing.filter((one) => one.api === api);
    const added = permissions.filter((one) => one.api === api).flatMap((one) => idOf(one, apis) ?? []);
    const scopes = new Set([...old.flatMap((one) => one.scopes), ...added]);
    const roles = new Set(old.flatMap((one) => one.roles));
    return {
      resourceAppId: api,
      resourceAccess: [
        ...[...scopes].map((id) => ({ id, type: 'Scope' })),
        ...[...roles].map((id) => ({ id, type: 'Role' })),
      ],
    };
  });
}
