import type { SandboxParts } from '../../parts.ts';
import { assertEnabled, getClient } from '../get-client.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import { EntraRefusal } from '../refusal.ts';
import { readResource, readScopes } from '../scopes.ts';
import { listRedirectUris, readRedirectUri } from '../platforms.ts';
import { findIdTokenContext, isMfaChallenge, readClaims } from './claims-challenge.ts';
import { readTenantSegment } from '../tenant-segment.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { AuthorizeAddressee, AuthorizeRequest, Prompt, ResponseMode } from './authorize-request.ts';

const PROMPTS: readonly Prompt[] = ['login', 'none', 'consent', 'select_account', 'admin_consent'];
const RESPONSE_MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post'];

/**
 * Reads who asks and where the answer goes.
 *
 * @throws EntraRefusal whose place is Entra's own page: nothing may be redirected yet
 */
export function readAddressee(
  parts: SandboxParts,
  tenant: string,
  version: EndpointVersion,
  query: URLSearchParams,
): AuthorizeAddressee {
  const segment = readTenantSegment(parts.world, tenant);
  // OAuth 2.0 allows no parameter twice (RFC 6749 section 3.1). The number is a guess (2026-11).
  if (new Set(query.keys()).size !== [...query.keys()].length) throw new EntraRefusal(9002313);
  const clientId = getParameter(query, 'client_id');
  const application = getClient(parts.world, segment, clientId);
  if (segment.kind === 'tenant') assertEnabled(parts.world, application, segment.tenant);
  // At v1 the redirect URI may be left out; then the first one registered is meant.
  const fallback = version === 'v1' ? (listRedirectUris(application)[0] ?? null) : null;
  const { redirectUri, platform } = readRedirectUri(application, query.get('redirect_uri') ?? fallback);
  const isHybrid = readResponseTypes(query.get('response_type')).includes('id_token');
  const askedMode = query.get('response_mode') ?? (isHybrid ? 'fragment' : 'query');
  const responseMode = RESPONSE_MODES.find((mode) => mode === askedMode);
  if (responseMode === undefined) throw new EntraRefusal(70007, { value: askedMode });
  const state = query.get('state');
  return {
    segment,
    application,
    redirectUri,
    namesRedirectUri: query.has('redirect_uri'),
    platform,
    responseMode,
    ...(state === null ? {} : { state }),
  };
}

/**
 * Reads the rest of an authorize request.
 *
 * @throws EntraRefusal that goes to the redirect URI
 */
export function readAuthorizeRequest(
  parts: SandboxParts,
  addressee: AuthorizeAddressee,
  version: EndpointVersion,
  query: URLSearchParams,
): AuthorizeRequest {
  const { wantsIdToken, wantsCode } = readWanted(addressee, query);
  const scopes = READ_SCOPES[version](parts, addressee.segment, query);
  if (wantsIdToken) assertHybrid(addressee, scopes, query);
  const prompt = readPrompt(version, query.get('prompt'));
  const codeChallenge = readCodeChallenge(query);
  const nonce = query.get('nonce');
  const loginHint = query.get('login_hint');
  const authenticationContext = findIdTokenContext(query.get('claims'));
  return {
    ...addressee,
    version,
    wantsIdToken,
    wantsCode,
    scopes,
    asksForMfa: asksForMfa(query),
    wantsClientInfo: query.get('client_info') === '1',
    ...(prompt === undefined ? {} : { prompt }),
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    ...(nonce === null ? {} : { nonce }),
    ...(loginHint === null ? {} : { loginHint }),
    ...(authenticationContext === undefined ? {} : { authenticationContext }),
  };
}

/** @throws EntraRefusal 900144 absent, 90100 empty */
function getParameter(query: URLSearchParams, parameter: string): string {
  const value = query.get(parameter);
  if (value === null) throw new EntraRefusal(900144, { parameter });
  if (value.trim() === '') throw new EntraRefusal(90100, { parameter });
  return value;
}

type ReadScopes = (parts: SandboxParts, segment: TenantSegment, query: URLSearchParams) => ScopeRequest;

const READ_SCOPES: Record<EndpointVersion, ReadScopes> = {
  v1: (parts, segment, query) => readResource(parts, segment, query.get('resource')),
  v2: (parts, segment, query) => {
    if (query.has('resource')) throw new EntraRefusal(901002);
    return readScopes(parts, segment, getParameter(query, 'scope'));
  },
};

function readResponseTypes(responseType: string | null): string[] {
  return (responseType ?? '').split(' ').filter((type) => type !== '');
}

/** @throws EntraRefusal 900144, 90100 nothing asked, 700054 no id_tokens for this application, 700051 implicit, 90023 else */
function readWanted(
  { application }: AuthorizeAddressee,
  query: URLSearchParams,
): Pick<AuthorizeRequest, 'wantsIdToken' | 'wantsCode'> {
  const value = getParameter(query, 'response_type');
  const types = readResponseTypes(value);
  const wantsIdToken = types.includes('id_token');
  const wantsCode = types.includes('code');
  if (wantsIdToken && application.idTokenIssuance !== true) throw new EntraRefusal(700054);
  if (types.includes('token')) throw new EntraRefusal(700051);
  const isKnown = types.length > 0 && types.length === Number(wantsIdToken) + Number(wantsCode);
  if (!isKnown) throw new EntraRefusal(90023, { parameter: 'response_type', value });
  return { wantsIdToken, wantsCode };
}

/** @throws EntraRefusal 70007 an id_token never goes into a query, 70011 without `openid`, 900144 or 90100 without a nonce */
function assertHybrid(
  { responseMode }: AuthorizeAddressee,
  scopes: ScopeRequest,
  query: URLSearchParams,
): void {
  if (responseMode === 'query') throw new EntraRefusal(70007, { value: responseMode });
  if (!scopes.openId.includes('openid')) throw new EntraRefusal(70011, { scope: scopes.asked.join(' ') });
  getParameter(query, 'nonce');
}

function readPrompt(version: EndpointVersion, value: string | null): Prompt | undefined {
  if (value === null || value === '') return undefined;
  const prompt = PROMPTS.find((one) => one === value && (one !== 'admin_consent' || version === 'v1'));
  if (prompt === undefined) throw new EntraRefusal(90023, { parameter: 'prompt', value });
  return prompt;
}

function readCodeChallenge(query: URLSearchParams): AuthorizeRequest['codeChallenge'] {
  const value = query.get('code_challenge');
  if (value === null) return undefined;
  const method = query.get('code_challenge_method') ?? 'plain';
  if (method !== 'plain' && method !== 'S256') {
    throw new EntraRefusal(90023, { parameter: 'code_challenge_method', value: method });
  }
  if (value.length < 43 || value.length > 128) throw new EntraRefusal(501491);
  return { value, method };
}

function asksForMfa(query: URLSearchParams): boolean {
  if (query.get('amr_values')?.split(/[ ,]/).includes('mfa')) return true;
  const claims = query.get('claims');
  return claims !== null && isMfaChallenge(readClaims(claims));
}
