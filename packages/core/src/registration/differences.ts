import { withoutNames } from '../consent/permissions.ts';
import { resourceKinds } from '../entra/cloud.ts';
import type { ApplicationId } from '../ids.ts';
import { findRetiredApi } from '../verification/known-audiences.ts';
import type { FoundApplication, FoundRegistration } from './found-registration.ts';
import { apisOf, type WantedPermission, type WantedRegistration } from './wanted-registration.ts';

/** A redirect URI that stands at another platform, where it does not serve. */
export interface Misplaced {
  readonly uri: string;
  readonly platform: 'spa' | 'public client';
}

/** What stands and should not. None of it is taken away: somebody put it there. */
export type Unwanted =
  | { readonly is: 'secrets'; readonly count: number }
  | { readonly is: 'access_tokens' | 'id_tokens' | 'public_client' }
  | { readonly is: 'retired_api'; readonly api: ApplicationId }
  | { readonly is: 'partner_center_role' };

/** Wherein a registration differs from the one that is wanted. */
export interface Differences {
  /** The tenant does not have them. */
  readonly absentApis: readonly ApplicationId[];
  /** The API is there, and knows no such permission. */
  readonly notOffered: readonly WantedPermission[];
  /** There is no registration. Then the differences below are those from an empty one. */
  readonly isAbsent: boolean;
  /** It is for its own tenant alone. */
  readonly isSingleTenant: boolean;
  readonly redirectUris: readonly string[];
  /** Of the redirect URIs that are missing. */
  readonly misplaced: readonly Misplaced[];
  readonly lacksIdTokens: boolean;
  readonly permissions: readonly WantedPermission[];
  /** `none`: no credential at all that has not ended. */
  readonly certificate: 'missing' | 'ended' | 'none' | undefined;
  readonly principal: 'missing' | 'disabled' | undefined;
  readonly consents: readonly WantedPermission[];
  readonly unwanted: readonly Unwanted[];
}

/** @see https://learn.microsoft.com/graph/api/resources/application (2026-11): signInAudience */
const multiTenant: readonly string[] = ['AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount'];

/** Whether accounts of other tenants may sign in to an application. */
export function isMultiTenant({ audience }: Pick<FoundApplication, 'audience'>): boolean {
  return multiTenant.includes(audience);
}

/** @param now epoch milliseconds: a credential that has ended is none */
export function findDifferences(
  wanted: WantedRegistration,
  found: FoundRegistration,
  now: number,
): Differences {
  const { application, apis } = found;
  const present = new Set(application?.redirectUris);
  const redirectUris = wanted.redirectUris.filter((uri) => !present.has(uri));
  return {
    absentApis: apisOf(wanted.permissions).filter((api) => !apis.has(api)),
    notOffered: wanted.permissions.filter((one) => apis.has(one.api) && idOf(one, found) === undefined),
    isAbsent: application === undefined,
    isSingleTenant: application !== undefined && !isMultiTenant(application),
    redirectUris,
    misplaced: redirectUris.flatMap((uri) => findMisplaced(application, uri)),
    lacksIdTokens: wanted.issuesIdTokens && application?.issuesIdTokens !== true,
    permissions: wanted.permissions.filter((one) => !isOnRegistration(one, found)),
    certificate: judgeCertificate(wanted, application, now),
    principal: judgePrincipal(found),
    consents: wanted.isConsented ? wanted.permissions.filter((one) => !isConsented(one, found)) : [],
    unwanted: application === undefined ? [] : listUnwanted(wanted, application),
  };
}

/** The id of a permission in this tenant's cloud; undefined where the API is not there or knows no such name. */
export function idOf(
  { api, name }: WantedPermission,
  { apis }: Pick<FoundRegistration, 'apis'>,
): string | undefined {
  return apis.get(api)?.scopes.get(name.toLowerCase());
}

function isOnRegistration(wanted: WantedPermission, found: FoundRegistration): boolean {
  const id = idOf(wanted, found);
  if (id === undefined) return false;
  const access = found.application?.access ?? [];
  return access.some(({ api, scopes }) => api === wanted.api && scopes.includes(id));
}

function isConsented({ api, name }: WantedPermission, { consents }: FoundRegistration): boolean {
  const held = consents.filter((one) => one.api === api).flatMap(({ scopes }) => scopes);
  return withoutNames([name], held).length === 0;
}

function findMisplaced(application: FoundApplication | undefined, uri: string): readonly Misplaced[] {
  if (application?.spaRedirectUris.includes(uri) === true) return [{ uri, platform: 'spa' }];
  if (application?.publicRedirectUris.includes(uri) === true) return [{ uri, platform: 'public client' }];
  return [];
}

function judgeCertificate(
  { certificate }: WantedRegistration,
  application: FoundApplication | undefined,
  now: number,
): Differences['certificate'] {
  if (certificate !== undefined) {
    if (certificate.endsAt <= now) return 'ended';
    const isThere = application?.certificates.some(({ thumbprint }) => thumbprint === certificate.thumbprint);
    return isThere === true ? undefined : 'missing';
  }
  const credentials = [...(application?.certificates ?? []), ...(application?.secrets ?? [])];
  return credentials.some(({ endsAt }) => endsAt === undefined || endsAt > now) ? undefined : 'none';
}

function judgePrincipal({ principal }: FoundRegistration): Differences['principal'] {
  if (principal === undefined) return 'missing';
  return principal.isEnabled ? undefined : 'disabled';
}

function listUnwanted(wanted: WantedRegistration, found: FoundApplication): readonly Unwanted[] {
  const { secrets, access } = found;
  const retired = access.filter(({ api }) => findRetiredApi(api) !== undefined);
  const partnerCenter = resourceKinds['partner-center'].applicationId;
  const hasRole = access.some(({ api, roles }) => api === partnerCenter && roles.length > 0);
  return [
    ...(wanted.certificate !== undefined && secrets.length > 0
      ? [{ is: 'secrets', count: secrets.length } as const]
      : []),
    ...(found.issuesAccessTokens ? [{ is: 'access_tokens' } as const] : []),
    ...(found.issuesIdTokens && !wanted.issuesIdTokens ? [{ is: 'id_tokens' } as const] : []),
    ...(found.allowsPublicClients ? [{ is: 'public_client' } as const] : []),
    ...retired.map(({ api }) => ({ is: 'retired_api', api }) as const),
    ...(wanted.kind === 'vendor' && hasRole ? [{ is: 'partner_center_role' } as const] : []),
  ];
}
