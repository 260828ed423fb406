import { ConsentryError } from '../errors.ts';
import type { ApplicationId } from '../ids.ts';
import { type Differences, findDifferences } from './differences.ts';
import type { FoundRegistration } from './found-registration.ts';
import { apisOf, type WantedPermission, type WantedRegistration } from './wanted-registration.ts';

/** One change, and all that it does. What is there already and is not named stays. */
export type RegistrationStep =
  /** An API comes into the tenant: its permissions can be asked for from then on. */
  | { readonly do: 'create_api_principal'; readonly api: ApplicationId; readonly apiName: string }
  /** With everything that is wanted of it. */
  | { readonly do: 'create_application' }
  | { readonly do: 'set_audience' }
  /** `moved`: those that stand at another platform, and leave it. */
  | {
      readonly do: 'add_redirect_uris';
      readonly uris: readonly string[];
      readonly moved: readonly string[];
    }
  | { readonly do: 'turn_on_id_tokens' }
  | { readonly do: 'add_permissions'; readonly permissions: readonly WantedPermission[] }
  | { readonly do: 'add_certificate'; readonly thumbprint: string }
  | { readonly do: 'create_principal' }
  /** For everybody in the tenant. */
  | {
      readonly do: 'grant_consent';
      readonly api: ApplicationId;
      readonly apiName: string;
      readonly names: readonly string[];
    };

/**
 * Plans how what stands becomes what is wanted, in the order in which it can be done. Nothing to do is an empty plan. Nothing is
 * taken away, save a redirect URI that moves to the right platform; what cannot be done here, such as to enable what somebody
 * disabled, is told by {@link compareRegistration}.
 *
 * @param now epoch milliseconds
 * @throws ConsentryError `permission_not_offered`
 */
export function planRegistration(
  wanted: WantedRegistration,
  found: FoundRegistration,
  now: number,
): readonly RegistrationStep[] {
  const different = findDifferences(wanted, found, now);
  requireOffered(different.notOffered);
  return [
    ...different.absentApis.map((api) => ({
      do: 'create_api_principal' as const,
      api,
      apiName: nameOf(api, wanted),
    })),
    ...(different.isAbsent ? [{ do: 'create_application' } as const] : planChanges(wanted, different)),
    ...(different.principal === 'missing' ? [{ do: 'create_principal' } as const] : []),
    ...planConsents(different.consents),
  ];
}

/** @throws ConsentryError `permission_not_offered` */
export function requireOffered(notOffered: readonly WantedPermission[]): void {
  if (notOffered.length === 0) return;
  const permissions = notOffered.map(({ apiName, name }) => `${apiName}:${name}`);
  throw new ConsentryError('permission_not_offered', { facts: { permissions } });
}

function planChanges(wanted: WantedRegistration, different: Differences): readonly RegistrationStep[] {
  const { redirectUris: uris, misplaced, permissions, certificate } = different;
  const moved = misplaced.map(({ uri }) => uri);
  return [
    ...(different.isSingleTenant ? [{ do: 'set_audience' } as const] : []),
    ...(uris.length > 0 ? [{ do: 'add_redirect_uris', uris, moved } as const] : []),
    ...(different.lacksIdTokens ? [{ do: 'turn_on_id_tokens' } as const] : []),
    ...(permissions.length > 0 ? [{ do: 'add_permissions', permissions } as const] : []),
    ...(certificate === 'missing' && wanted.certificate !== undefined
      ? [{ do: 'add_certificate', thumbprint: wanted.certificate.thumbprint } as const]
      : []),
  ];
}

function planConsents(missing: readonly WantedPermission[]): readonly RegistrationStep[] {
  return apisOf(missing).map((api) => {
    const ofApi = missing.filter((one) => one.api === api);
    return {
      do: 'grant_consent' as const,
      api,
      apiName: ofApi[0]?.apiName ?? api,
      names: ofApi.map(({ name }) => name),
    };
  });
}

function nameOf(api: ApplicationId, { permissions }: WantedRegistration): string {
  return permissions.find((one) => one.api === api)?.apiName ?? api;
}
