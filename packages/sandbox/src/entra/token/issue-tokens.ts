import { createOpaqueToken, fingerprint } from '../../ids.ts';
import type { TokenOutcome, TokenRequestRecord } from '../../ledger.ts';
import type { SandboxParts } from '../../parts.ts';
import { GRAPH, findResource } from '../../world/resources.ts';
import type { EndpointVersion } from '../endpoint-version.ts';
import type { ScopeRequest, ScopeTarget } from '../scopes.ts';
import type { Authentication } from '../authentication.ts';
import { writeUserAccessToken } from './access-token.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { assertMfa, getGrantedScopes } from './granted-scopes.ts';
import type { DelegatedAccess } from './granted-scopes.ts';
import { issueIdToken } from './id-token.ts';
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
  grant: 'authorization_code' | 'refresh_token';
  version: EndpointVersion;
}

/** Issues what a user's grant gives: an access token; with `offline_access` a refresh token; with `openid` an id_token. */
export async function issueForUser(parts: SandboxParts, issue: UserIssue): Promise<IssuedTokens> {
  const { access, client, authentication, scopes } = issue;
  const { tenant, presence, target } = access;
  const granted = getGrantedScopes(parts.world, access);
  assertMfa(tenant, authentication.amr, target);
  const accessToken = writeUserAccessToken(parts, access, client, authentication, granted);
  const refreshToken = scopes.openId.includes('offline_access') ? issueRefreshToken(parts, issue) : undefined;
  const idToken = scopes.openId.includes('openid') ? await issueBackIdToken(parts, issue) : undefined;
  return {
    body: writeTokenAnswer(issue.version, { accessToken, target, scopes: granted, refreshToken, idToken }),
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

/** A new refresh token with a fresh life. The old one, if any, stays valid: Entra does not revoke it. */
function issueRefreshToken(parts: SandboxParts, { client, authentication, scopes }: UserIssue): string {
  const token = createOpaqueToken('1.');
  parts.entra.refreshTokens.set(fingerprint(token), {
    clientId: client.application.clientId,
    authentication,
    scopes,
    issuedAt: parts.clock.now(),
  });
  return token;
}

function issueBackIdToken(parts: SandboxParts, issue: UserIssue): Promise<string> {
  const { access, authentication, nonce, grant, version } = issue;
  return issueIdToken(parts, {
    about: access,
    authentication,
    version,
    ...(nonce === undefined ? {} : { nonce }),
    channel: 'token-endpoint',
    mayBeForged: grant === 'authorization_code',
  });
}
