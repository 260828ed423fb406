import type { SandboxParts } from '../../parts.ts';
import type { Application } from '../../world/types.ts';
import { assertEnabled, getClient } from '../find-client.ts';
import { EntraRefusal } from '../refusal.ts';
import { readScopes } from '../scopes.ts';
import { readTenantSegment } from '../tenant-segment.ts';
import type { AuthorizeAddressee, AuthorizeRequest, Prompt, ResponseMode } from './authorize-request.ts';

const PROMPTS: readonly Prompt[] = ['login', 'none', 'consent', 'select_account'];
const RESPONSE_MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post'];

/**
 * Reads who asks and where the answer goes.
 *
 * @throws EntraRefusal whose place is Entra's own page: nothing may be redirected yet
 */
export function readAddressee(
  parts: SandboxParts,
  tenant: string,
  query: URLSearchParams,
): AuthorizeAddressee {
  const segment = readTenantSegment(parts.world, tenant);
  const clientId = query.get('client_id');
  if (!clientId) throw new EntraRefusal(900144, { parameter: 'client_id' });
  const application = getClient(parts.world, segment, clientId);
  if (segment.kind === 'tenant') assertEnabled(parts.world, application, segment.tenant);
  const redirectUri = readRedirectUri(application, query.get('redirect_uri'));
  const askedMode = query.get('response_mode') ?? 'query';
  const responseMode = RESPONSE_MODES.find((mode) => mode === askedMode);
  if (responseMode === undefined) throw new EntraRefusal(70007, { value: askedMode });
  const state = query.get('state');
  return {
    segment,
    application,
    redirectUri,
    responseMode,
    ...(state === null ? {} : { state }),
  };
}

/**
 * Checks a redirect URI, which must be equal to a registered one.
 *
 * @throws EntraRefusal 500113 nothing is registered, 50011 not equal, 900144 absent
 */
export function readRedirectUri(application: Application, redirectUri: string | null): string {
  const { clientId, redirectUris } = application;
  if (redirectUris.length === 0) throw new EntraRefusal(500113);
  if (redirectUri === null) throw new EntraRefusal(900144, { parameter: 'redirect_uri' });
  if (!redirectUris.includes(redirectUri)) throw new EntraRefusal(50011, { redirectUri, clientId });
  return redirectUri;
}

/**
 * Reads the rest of an authorize request.
 *
 * @throws EntraRefusal that goes to the redirect URI
 */
export function readAuthorizeRequest(
  parts: SandboxParts,
  addressee: AuthorizeAddressee,
  query: URLSearchParams,
): AuthorizeRequest {
  checkResponseType(query.get('response_type'));
  if (query.has('resource')) throw new EntraRefusal(901002);
  const scope = query.get('scope') ?? '';
  if (scope.trim() === '') throw new EntraRefusal(900144, { parameter: 'scope' });
  const prompt = readPrompt(query.get('prompt'));
  const codeChallenge = readCodeChallenge(query);
  const nonce = query.get('nonce');
  const loginHint = query.get('login_hint');
  return {
    ...addressee,
    scope,
    scopes: readScopes(parts.origins, scope),
    asksForMfa: asksForMfa(query),
    ...(prompt === undefined ? {} : { prompt }),
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    ...(nonce === null ? {} : { nonce }),
    ...(loginHint === null ? {} : { loginHint }),
  };
}

function checkResponseType(responseType: string | null): void {
  if (responseType === null) throw new EntraRefusal(900144, { parameter: 'response_type' });
  const types = responseType.split(' ').filter((type) => type !== '');
  if (types.includes('id_token')) throw new EntraRefusal(700054);
  if (types.includes('token')) throw new EntraRefusal(700051);
  if (types.length !== 1 || types[0] !== 'code') {
    throw new EntraRefusal(90023, { parameter: 'response_type', value: responseType });
  }
}

function readPrompt(value: string | null): Prompt | undefined {
  if (value === null || value === '') return undefined;
  const prompt = PROMPTS.find((one) => one === value);
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
  if (claims === null) return false;
  try {
    const parsed: unknown = JSON.parse(claims);
    return typeof parsed === 'object' && parsed !== null && 'access_token' in parsed;
  } catch {
    throw new EntraRefusal(90100, { parameter: 'claims' });
  }
}
