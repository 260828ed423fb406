import { createHash } from 'node:crypto';
import { fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import type { AuthorizeRequest } from '../authorize/authorize-request.ts';
import { getField } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import type { ScopeRequest } from '../scopes.ts';
import type { CodeRecord } from '../state.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { getTokenSubject } from './token-subject.ts';
import { chooseTarget, issueForUser } from './issue-tokens.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import { assertResource } from './read-token-request.ts';
import type { TokenRequest } from './read-token-request.ts';

const CODE_LIFE_MS = 10 * 60_000;

/** The grant of an authorization code. A code is good once, for ten minutes, at the tenant that it was issued for. */
export async function redeemAuthorizationCode(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
): Promise<IssuedTokens> {
  const { form, segment, scopes } = tokenRequest;
  if (scopes !== undefined && scopes.targets.length > 1) {
    throw new EntraRefusal(28000, { scope: scopes.asked.join(' ') });
  }
  const record = getCode(parts, getField(form, 'code'));
  const { request, authentication } = record;
  assertOwner(record, client);
  assertTenant(record, segment);
  assertRedirectUri(request, form);
  assertVerifier(request, form.get('code_verifier'));
  assertFreshness(record, parts.clock.now());
  if (tokenRequest.version === 'v1') assertSameResource(request, scopes);
  record.isRedeemed = true;
  const asked = scopes ?? request.scopes;
  const subject = getTokenSubject(parts, authentication, record.tenantId, client.application);
  return issueForUser(parts, {
    access: { ...subject, target: chooseTarget(parts, asked) },
    client,
    authentication,
    // The scopes of OpenID Connect are those that the user was shown.
    scopes: { ...asked, openId: request.scopes.openId },
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    lineage: { platform: request.platform },
    tokenRequest,
  });
}

function getCode(parts: SandboxParts, code: string): CodeRecord {
  const record = parts.entra.codes.get(fingerprint(code));
  if (record === undefined) throw new EntraRefusal(70000);
  return record;
}

function assertOwner({ request }: CodeRecord, { application }: AuthenticatedClient): void {
  if (request.application.clientId !== application.clientId) throw new EntraRefusal(700007);
}

/** A code of an alias is good at the same alias, and at the tenant that the user signed in to. */
function assertTenant({ request, tenantId }: CodeRecord, segment: TenantSegment): void {
  const isSameAlias = segment.kind === 'alias' && segment.segment === request.segment.segment;
  const isTenant = segment.kind === 'tenant' && segment.tenant.id === tenantId;
  if (!isSameAlias && !isTenant) throw new EntraRefusal(700005);
}

/** RFC 6749, 4.1.3: it is needed, and must be the same, if the authorize request named it. */
function assertRedirectUri(request: AuthorizeRequest, form: URLSearchParams): void {
  if (!request.namesRedirectUri && !form.has('redirect_uri')) return;
  const redirectUri = getField(form, 'redirect_uri');
  if (redirectUri !== request.redirectUri) throw new EntraRefusal(500112, { redirectUri });
}

/**
 * At v1 the resource is named when the user signs in, when the code is redeemed, or at both; then they must be the same.
 * The number of a mismatch is a guess (2025-11): Entra documents the rule and not its refusal.
 */
function assertSameResource(request: AuthorizeRequest, scopes: ScopeRequest | undefined): void {
  assertResource(scopes ?? request.scopes);
  const [shown] = request.scopes.targets;
  const [asked] = scopes?.targets ?? [];
  if (shown !== undefined && asked !== undefined && shown.resource.uri !== asked.resource.uri)
    throw new EntraRefusal(70000);
}

/** @throws EntraRefusal 501481 not the verifier of the challenge, 9002325 a page without one */
function assertVerifier({ codeChallenge, platform }: AuthorizeRequest, verifier: string | null): void {
  if (codeChallenge === undefined) {
    if (platform === 'spa') throw new EntraRefusal(9002325);
    return;
  }
  const proof =
    codeChallenge.method === 'S256'
      ? createHash('sha256')
          .update(verifier ?? '')
          .digest('base64url')
      : verifier;
  if (proof !== codeChallenge.value) throw new EntraRefusal(501481);
}

function assertFreshness({ issuedAt, isRedeemed }: CodeRecord, now: number): void {
  if (isRedeemed) throw new EntraRefusal(54005);
  if (now - issuedAt > CODE_LIFE_MS) throw new EntraRefusal(70008);
}
