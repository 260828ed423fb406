/** The APIs that Consentry knows by name. */
export const resourceNames = ['partner-center', 'graph', 'arm', 'defender'] as const;
/** The short name of an API, such as `graph`. */
export type ResourceName = (typeof resourceNames)[number];

/** One API in one cloud. */
export interface CloudResource {
  /**
   * The resource identifier that scopes are built from. Kept letter by letter: one that ends in a slash makes
   * scopes with a double slash, and that is right.
   */
  readonly audience: string;
  /** Every value that `aud` of a token for this API may have: the URI, the URI with or without slash, the app id. */
  readonly audiences: readonly string[];
  /** Where its tokens are sent, without a slash at the end. May carry a port and a path. */
  readonly baseUrl: string;
  /** Further hosts of the same API, such as the regional ones of Defender. */
  readonly otherBaseUrls?: readonly string[];
  /** `partner`: its tokens exist only in the partner's own tenant. `any`: also in a customer's tenant. */
  readonly belongsTo: 'partner' | 'any';
  /** The one delegated permission that stands for "as this user", where the API has such a one. */
  readonly delegatedScope?: string;
}

/** Where Microsoft's services are, and who signs there. */
export interface Cloud {
  readonly name: string;
  /** False for a cloud that the operator declared; such a one is named wherever a person could mistake it. */
  readonly builtIn: boolean;
  /** Without a slash at the end. May carry a port and a path. */
  readonly loginBaseUrl: string;
  /** Issuers of tokens by version, with the placeholder `{tenantid}`. */
  readonly issuers: { readonly v1: string; readonly v2: string };
  /** An API that a cloud does not have is absent. */
  readonly resources: Readonly<Partial<Record<ResourceName, CloudResource>>>;
}

/** The clouds of Microsoft’s that the library knows. `germany` is closed, for old records only. */
export const builtInCloudNames = ['public', 'us-government', 'us-dod', 'china', 'germany'] as const;
/** The name of a cloud of Microsoft’s that the library knows. */
export type BuiltInCloudName = (typeof builtInCloudNames)[number];

interface ResourceKind extends Pick<CloudResource, 'belongsTo' | 'delegatedScope'> {
  readonly applicationId: string;
  readonly publicAudience: string;
}

/**
 * What is the same for an API in every cloud, as of 2026-11-20.
 * @see https://learn.microsoft.com/partner-center/developer/partner-center-authentication
 */
export const resourceKinds: Readonly<Record<ResourceName, ResourceKind>> = {
  'partner-center': {
    applicationId: 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
    publicAudience: 'https://api.partnercenter.microsoft.com',
    belongsTo: 'partner',
    delegatedScope: 'user_impersonation',
  },
  graph: {
    applicationId: '00000003-0000-0000-c000-000000000000',
    publicAudience: 'https://graph.microsoft.com',
    belongsTo: 'any',
  },
  arm: {
    applicationId: '797f4846-ba00-4fd7-ba43-dac1f8f63013',
    publicAudience: 'https://management.azure.com',
    belongsTo: 'any',
    delegatedScope: 'user_impersonation',
  },
  defender: {
    applicationId: '8ee8fdad-f234-4243-8f3b-15c294843740',
    publicAudience: 'https://api.security.microsoft.com',
    belongsTo: 'any',
  },
};

export interface ResourceOptions {
  /** The resource identifier. In Microsoft's own clouds it is the base URL. */
  readonly audience?: string;
  /** Older identifiers that tokens of the API may still carry. */
  readonly otherAudiences?: readonly string[];
  readonly otherBaseUrls?: readonly string[];
}

/** Describes an API of a cloud. */
export function createResource(
  name: ResourceName,
  baseUrl: string,
  { audience = baseUrl, otherAudiences = [], otherBaseUrls }: ResourceOptions = {},
): CloudResource {
  const { applicationId, belongsTo, delegatedScope } = resourceKinds[name];
  return {
    audience,
    audiences: [...[audience, ...otherAudiences].flatMap(withAndWithoutSlash), applicationId],
    baseUrl,
    ...(otherBaseUrls && { otherBaseUrls }),
    belongsTo,
    ...(delegatedScope && { delegatedScope }),
  };
}

function withAndWithoutSlash(uri: string): [string, string] {
  return [uri, uri.endsWith('/') ? uri.slice(0, -1) : `${uri}/`];
}

/**
 * The scope that asks for a permission of an API; without a name, for all that were consented to.
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#trailing-slash-and-default
 */
export function resourceScope(resource: CloudResource, name = '.default'): string {
  return `${resource.audience}/${name}`;
}
