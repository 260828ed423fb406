import { ConsentryError } from '../errors.ts';
import {
  builtInCloudNames,
  type Cloud,
  createResource,
  type ResourceName,
  resourceKinds,
  resourceNames,
} from './cloud.ts';

/** A cloud that an operator declares by its addresses. */
export interface CloudDeclaration {
  /** Lower-case letters, digits and dashes; not the name of a built-in cloud. */
  readonly name: string;
  readonly loginBaseUrl: string;
  /** With the placeholder `{tenantid}`. Without: `{loginBaseUrl}/{tenantid}/v2.0`, and the same without `v2.0`. */
  readonly issuers?: { readonly v1?: string; readonly v2?: string };
  readonly resources: Partial<Record<ResourceName, { readonly baseUrl: string; readonly audience?: string }>>;
}

/**
 * Declares a cloud by its base URLs. An API keeps the audience that it has in the public cloud unless another
 * one is named. Plain http and loopback hosts are accepted here; whether they may be reached is decided by the
 * Fetch port.
 * @throws ConsentryError `invalid_configuration`: every problem at once, in `facts.problems`
 */
export function declareCloud(declaration: CloudDeclaration): Cloud {
  const problems = [
    ...nameProblems(declaration.name),
    ...urlProblems('loginBaseUrl', declaration.loginBaseUrl),
    ...issuerProblems('issuers.v1', declaration.issuers?.v1),
    ...issuerProblems('issuers.v2', declaration.issuers?.v2),
    ...Object.entries(declaration.resources).flatMap(([name, resource]) => resourceProblems(name, resource)),
  ];
  if (problems.length > 0) {
    throw new ConsentryError('invalid_configuration', {
      message: `The declared cloud is not valid: ${problems.join('; ')}.`,
      facts: { problems },
    });
  }

  const loginBaseUrl = withoutSlash(declaration.loginBaseUrl);
  const resources = resourceNames.flatMap((name) => {
    const declared = declaration.resources[name];
    if (!declared) return [];
    const audience = declared.audience ?? resourceKinds[name].publicAudience;
    return [[name, createResource(name, withoutSlash(declared.baseUrl), { audience })] as const];
  });
  return {
    name: declaration.name,
    builtIn: false,
    loginBaseUrl,
    issuers: {
      v1: declaration.issuers?.v1 ?? `${loginBaseUrl}/{tenantid}/`,
      v2: declaration.issuers?.v2 ?? `${loginBaseUrl}/{tenantid}/v2.0`,
    },
    resources: Object.fromEntries(resources),
  };
}

function nameProblems(name: string): string[] {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    return ['name must be lower-case letters, digits and dashes, beginning with a letter'];
  }
  return (builtInCloudNames as readonly string[]).includes(name) ? [`${name} is a built-in cloud`] : [];
}

function urlProblems(field: string, text: string): string[] {
  const url = URL.parse(text);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return [`${field} must be an http or https URL`];
  return url.username || url.password || url.search || url.hash || /[?#]/.test(text)
    ? [`${field} must have no user, password, query or fragment`]
    : [];
}

function issuerProblems(field: string, issuer: string | undefined): string[] {
  if (issuer === undefined) return [];
  return issuer.split('{tenantid}').length === 2 && URL.canParse(issuer)
    ? []
    : [`${field} must be a URL that holds {tenantid} once`];
}

function resourceProblems(name: string, resource: { baseUrl: string; audience?: string }): string[] {
  if (!Object.hasOwn(resourceKinds, name)) return [`resources.${name} is not a known API`];
  const problems = urlProblems(`resources.${name}.baseUrl`, resource.baseUrl);
  return resource.audience === undefined || URL.canParse(resource.audience)
    ? problems
    : [...problems, `resources.${name}.audience must be a URI`];
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
