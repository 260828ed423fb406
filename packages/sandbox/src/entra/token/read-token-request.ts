import type { SandboxParts } from '../../parts.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { getField } from '../form.ts';
import type { Platform } from '../platforms.ts';
import { EntraRefusal } from '../refusal.ts';
import { readResourceAgain, readScopes } from '../scopes.ts';
import type { ScopeRequest } from '../scopes.ts';
import { readTenantSegment } from '../tenant-segment.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { assertOrigin, findGrantPlatform } from './grant-platform.ts';

/** A token request of which the outer form is known to be good. */
export interface TokenRequest {
  request: Request;
  segment: TenantSegment;
  version: EndpointVersion;
  form: URLSearchParams;
  grantType: GrantType;
  /** The platform that the code or refresh token came by, if it is known. */
  platform?: Platform;
  /** Absent when the request names no scope; at v1, no resource. */
  scopes?: ScopeRequest;
}

export type GrantType =
  | 'authorization_code'
  | 'refresh_token'
  | 'client_credentials'
  | 'device_code'
  | 'password';

/** Both generations know both names of the device code grant. */
const GRANT_TYPES: ReadonlyMap<string, GrantType> = new Map([
  ['authorization_code', 'authorization_code'],
  ['refresh_token', 'refresh_token'],
  ['client_credentials', 'client_credentials'],
  ['device_code', 'device_code'],
  ['password', 'password'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'],
]);

/**
 * Reads the outer form of a token request.
 *
 * @throws EntraRefusal 900561 not POST, 90002 tenant, 900144 missing field, 90014 empty field, 9002313 repeated field, 70003
 * grant type, 9001023 an application that acts for itself where no tenant is named, 9002326 and 9002327 sent by a web page or not, 901002 `resource`
 */
export function readTokenRequest(
  parts: SandboxParts,
  request: Request,
  tenant: string,
  version: EndpointVersion,
  form: URLSearchParams,
): TokenRequest {
  if (request.method !== 'POST') throw new EntraRefusal(900561, { method: request.method });
  const segment = readTenantSegment(parts.world, tenant);
  const askedGrant = getField(form, 'grant_type');
  if (new Set(form.keys()).size !== [...form.keys()].length) throw new EntraRefusal(9002313);
  const grantType = GRANT_TYPES.get(askedGrant);
  if (grantType === undefined) throw new EntraRefusal(70003, { grantType: askedGrant });
  const hasNoTenant = segment.segment === 'common' || segment.segment === 'consumers';
  if (grantType === 'client_credentials' && segment.kind === 'alias' && hasNoTenant)
    throw new EntraRefusal(9001023, { grantType });
  const grant = findGrantPlatform(parts, form);
  assertOrigin(request.headers.get('origin'), grant);
  const scopes = READ_SCOPES[version](parts, segment, form);
  return {
    request,
    segment,
    version,
    form,
    grantType,
    ...(grant === undefined ? {} : { platform: grant.platform }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

type ReadScopes = (
  parts: SandboxParts,
  segment: TenantSegment,
  form: URLSearchParams,
) => ScopeRequest | undefined;

const READ_SCOPES: Record<EndpointVersion, ReadScopes> = {
  v1: (parts, segment, form) => {
    const resource = form.get('resource');
    return resource ? readResourceAgain(parts, segment, resource, form.get('scope') ?? '') : undefined;
  },
  v2: (parts, segment, form) => {
    if (form.has('resource')) throw new EntraRefusal(901002);
    const scope = form.get('scope') ?? '';
    return scope.trim() === '' ? undefined : readScopes(parts, segment, scope);
  },
};

/** @throws EntraRefusal 900144 when a v1 request names no resource and the grant that it brings has none either */
export function assertResource(scopes: ScopeRequest): void {
  if (scopes.targets.length === 0) throw new EntraRefusal(900144, { parameter: 'resource' });
}
