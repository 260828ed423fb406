import { fingerprint } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { findUser } from '../../world/find.ts';
import { readClientAddress } from '../client-address.ts';
import { writeTimestamp } from '../error-report.ts';
import { getField } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import { logSignIn } from '../sign-in/sign-in-log.ts';
import type { RefreshTokenRecord } from '../state.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { assertNoLoop } from './assert-no-loop.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { chooseTarget, issueForUser } from './issue-tokens.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import { assertResource } from './read-token-request.ts';
import type { TokenRequest } from './read-token-request.ts';
import { getTokenSubject } from './token-subject.ts';

const INACTIVITY_LIMIT_MS = 90 * 24 * 60 * 60_000;

/**
 * The grant of a refresh token. The token is bound to its user and client, and to neither tenant nor resource: it is good in
 * any tenant where the user has business and the application has consent.
 */
export async function redeemRefreshToken(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
): Promise<IssuedTokens> {
  const token = getField(tokenRequest.form, 'refresh_token');
  const record = getRefreshToken(parts, token);
  if (record.clientId !== client.application.clientId) throw new EntraRefusal(700007);
  try {
    const issued = await redeem(parts, tokenRequest, client, { token, record });
    log(parts, tokenRequest, record, 0);
    return issued;
  } catch (error) {
    if (error instanceof EntraRefusal) log(parts, tokenRequest, record, error.code);
    throw error;
  }
}

/** Notes in the log of the tenant that somebody was signed in without being there, or was not. */
function log(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  record: RefreshTokenRecord,
  code: number,
): void {
  const { authentication, clientId, scopes } = record;
  const user = findUser(parts.world, authentication.userObjectId);
  if (user === undefined) return;
  const { segment, request } = tokenRequest;
  const { targets } = tokenRequest.scopes ?? scopes;
  logSignIn(parts, {
    user,
    tenantId: segment.kind === 'tenant' ? segment.tenant.id : user.tenantId,
    clientId,
    resources: targets.slice(0, 1).map(({ resource }) => resource.uri),
    clientAddress: readClientAddress(request),
    isInteractive: false,
    protocol: 'oAuth2',
    evidence: authentication,
    code,
  });
}

async function redeem(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
  { token, record }: { token: string; record: RefreshTokenRecord },
): Promise<IssuedTokens> {
  assertAlive(parts, record);
  const { authentication } = record;
  const tenantId = getTenantId(parts, tokenRequest.segment, record);
  const scopes = tokenRequest.scopes ?? record.scopes;
  if (tokenRequest.version === 'v1') assertResource(scopes);
  // Where several resources are named, the token is for the first.
  const target = chooseTarget(parts, scopes);
  assertNoLoop(parts, [record.clientId, authentication.userObjectId, tenantId, target.resource.uri]);
  const subject = getTokenSubject(parts, authentication, tenantId, client.application);
  return issueForUser(parts, {
    access: { ...subject, target },
    client,
    authentication,
    scopes,
    lineage: record,
    predecessor: { fingerprint: fingerprint(token), record },
    tokenRequest,
  });
}

function getRefreshToken(parts: SandboxParts, token: string): RefreshTokenRecord {
  const record = parts.entra.refreshTokens.get(fingerprint(token));
  // That a second use of a token that is good once is 70000 is a guess (2025-11): Entra itself has no such tokens.
  if (record === undefined || record.isRedeemed === true) throw new EntraRefusal(70000);
  return record;
}

/** @throws EntraRefusal 700084 a page's token after its day, 700082 not used for 90 days */
function assertAlive(parts: SandboxParts, { issuedAt, endsAt }: RefreshTokenRecord): void {
  if (endsAt !== undefined && parts.clock.now() > endsAt) {
    throw new EntraRefusal(700084, { issuedAt: writeTimestamp(issuedAt) });
  }
  if (parts.clock.now() - issuedAt > INACTIVITY_LIMIT_MS) {
    throw new EntraRefusal(700082, { issuedAt: writeTimestamp(issuedAt) });
  }
}

/** An alias stands for the user's own tenant. */
function getTenantId(
  parts: SandboxParts,
  segment: TenantSegment,
  { authentication }: RefreshTokenRecord,
): string {
  if (segment.kind === 'tenant') return segment.tenant.id;
  const { userObjectId } = authentication;
  const user = findUser(parts.world, userObjectId);
  if (user === undefined)
    throw new EntraRefusal(500341, { objectId: userObjectId, tenantId: segment.segment });
  return user.tenantId;
}
