import { createOpaqueToken, fingerprint } from '../../ids.ts';
import type { TokenOutcome, TokenRequestRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import { GRAPH, findResource } from '../../world/resources.ts';
import { readClientAddress } from '../client-address.ts';
import { assertAccess } from '../conditional-access/assert-access.ts';
import { remember } from '../forget.ts';
import { getField } from '../form.ts';
import type { ScopeRequest, ScopeTarget } from '../scopes.ts';
import type { Authentication } from '../authentication.ts';
import type { RefreshTokenRecord } from '../state.ts';
import { writeUserAccessToken } from './access-token.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { worldAsSeen } from '../late-sight.ts';
import { getGrantedScopes } from './granted-scopes.ts';
import type { DelegatedAccess } from './granted-scopes.ts';
import { readClientCapabilities } from './client-capabilities.ts';
import { writeClientInfo } from './client-info.ts';
import { issueIdToken } from './id-token.ts';
import type { TokenRequest } from './read-token-request.ts';
import { writeTokenAnswer } from './write-answer.ts';

/** The answer of a grant, and what the ledger says of it. */
export interface IssuedTokens {
  body: Record<string, unknown>;
  outcome: Extract<TokenOutcome, { result: 'issued' }>;
  resource: string;
  clientAuthentication: NonNullable<TokenRequestRecord['clientAuthentication']>;
}

/** What a user's grant asks to be issued. */
export interface UserIssue {
  access: DelegatedAccess;
  client: AuthenticatedClient;
  authentication: Authentication;
  scopes: ScopeRequest;
  nonce?: string;
  /** What a refresh token keeps of the grant that it comes from. */
  lineage: Pick<RefreshTokenRecord, 'platform' | 'endsAt'>;
  /** The refresh token that was redeemed. */
  predecessor?: { fingerprint: string; record: RefreshTokenRecord };
  tokenRequest: TokenRequest;
}

/** Issues what a user's grant gives: an access token; with `offline_access` a refresh token; with `openid` an id_token. */
export async function issueForUser(parts: SandboxParts, issue: UserIssue): Promise<IssuedTokens> {
  const { access, client, authentication, scopes, predecessor, tokenRequest } = issue;
  const { tenant, presence, target } = access;
  const granted = getGrantedScopes(
    worldAsSeen(parts, access.tenant.id, client.application.clientId),
    client.application,
    access,
  );
  const clientAddress = readClientAddress(tokenRequest.request);
  assertAccess(parts, { ...access, clientAddress }, authentication, target.resource);
  const capabilities = readClientCapabilities(tokenRequest.form);
  if (predecessor !== undefined && parts.world.settings.refreshTokens === 'single-use')
    predecessor.record.isRedeemed = true;
  const about = { access, client, authentication, scopes: granted, capabilities, clientAddress };
  const accessToken = writeUserAccessToken(parts, about);
  const refreshToken = scopes.openId.includes('offline_access') ? issueRefreshToken(parts, issue) : undefined;
  const idToken = scopes.openId.includes('openid') ? await issueBackIdToken(parts, issue) : undefined;
  return {
    body: writeTokenAnswer(tokenRequest.version, {
      accessToken,
      target,
      scopes: granted,
      refreshToken,
      idToken,
      ...(tokenRequest.form.get('client_info') === '1' ? { clientInfo: writeClientInfo(access.user) } : {}),
    }),
    outcome: {
      result: 'issued',
      accessTokenId: accessToken.id,
      ...(refreshToken === undefined ? {} : { refreshTokenFingerprint: fingerprint(refreshToken) }),
      subject: { tenantId: tenant.id, objectId: presence.objectId },
    },
    resource: target.resource.uri,
    clientAuthentication: client.method,
  };
}

/** The resource that a token is for. A request for `openid` alone gets a token for Graph. */
export function chooseTarget(parts: SandboxParts, scopes: ScopeRequest): ScopeTarget {
  const [first] = scopes.targets;
  if (first !== undefined) return first;
  const resource = findResource(GRAPH, parts.origins);
  if (resource === undefined) throw new TypeError('the table of resources has no Graph');
  return { resource, identifier: GRAPH, permissions: [] };
}

/** A refresh token is expired after 90 days, and remembered for as long again: then it is one that never was (70000, not 700082). */
const MEMORY_MS = 180 * 24 * 60 * 60_000;

/** The refresh tokens of a page end a day after the sign-in. */
const SPA_LIFE_MS = 24 * 60 * 60_000;

/** A new refresh token with a fresh life. The old one, if any, stays valid unless the world says otherwise. */
function issueRefreshToken(parts: SandboxParts, issue: UserIssue): string {
  const { access, client, authentication, scopes, lineage, predecessor, tokenRequest } = issue;
  const token = createOpaqueToken('1.');
  const issuedAt = parts.clock.now();
  const { clientId } = client.application;
  const record: RefreshTokenRecord = {
    clientId,
    authentication,
    scopes,
    platform: lineage.platform,
    issuedAt,
    ...(lineage.platform === 'spa' ? { endsAt: lineage.endsAt ?? issuedAt + SPA_LIFE_MS } : {}),
  };
  const isUseless = (old: RefreshTokenRecord): boolean => issuedAt - old.issuedAt > MEMORY_MS;
  remember(parts.entra.refreshTokens, fingerprint(token), record, isUseless);
  parts.ledger.write({
    kind: 'refresh-token',
    at: issuedAt,
    fingerprint: fingerprint(token),
    clientId,
    userObjectId: authentication.userObjectId,
    tenantId: access.tenant.id,
    grantType: getField(tokenRequest.form, 'grant_type'),
    ...(predecessor === undefined ? {} : { predecessor: predecessor.fingerprint }),
  });
  return token;
}

function issueBackIdToken(parts: SandboxParts, issue: UserIssue): Promise<string> {
  const { access, client, authentication, nonce, tokenRequest } = issue;
  return issueIdToken(parts, {
    subject: access,
    application: client.application,
    authentication,
    version: tokenRequest.version,
    ...(nonce === undefined ? {} : { nonce }),
    channel: 'token-endpoint',
    mayBeForged: tokenRequest.grantType !== 'refresh_token',
  });
}
