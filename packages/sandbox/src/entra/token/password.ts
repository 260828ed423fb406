import { randomUUID } from 'node:crypto';
import type { SandboxParts } from '../../parts.ts';
import { findUserByLogin } from '../../world/find.ts';
import type { User } from '../../world/types.ts';
import type { Authentication } from '../authentication.ts';
import { readClientAddress } from '../client-address.ts';
import { getField } from '../form.ts';
import { EntraRefusal } from '../refusal.ts';
import type { ScopeRequest } from '../scopes.ts';
import { listMethods } from '../sign-in/factors.ts';
import { logSignIn } from '../sign-in/sign-in-log.ts';
import type { AuthenticatedClient } from './client-authentication.ts';
import { chooseTarget, issueForUser } from './issue-tokens.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import type { TokenRequest } from './read-token-request.ts';
import { getTokenSubject } from './token-subject.ts';

/**
 * The grant of a user's name and password, which a program has. No page is shown, so nobody can do MFA: where that is wanted, it is
 * refused. The log has it as an interactive sign-in by `ropc`.
 *
 * @throws EntraRefusal 50034 no such user, 50126 wrong password, 50055 expired password, 50057 disabled, 50076 or 50079 MFA is wanted, and
 * whatever else stands in the way of a user's token
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc (2026-11)
 */
export async function redeemPassword(
  parts: SandboxParts,
  tokenRequest: TokenRequest,
  client: AuthenticatedClient,
): Promise<IssuedTokens> {
  const { form, segment } = tokenRequest;
  const scopes = getScopes(tokenRequest);
  const user = getUser(parts, tokenRequest);
  const tenantId = segment.kind === 'tenant' ? segment.tenant.id : user.tenantId;
  const authentication = writeAuthentication(parts, tokenRequest, user);
  const log = (code: number): void =>
    logSignIn(parts, {
      user,
      tenantId,
      clientId: client.application.clientId,
      resources: [chooseTarget(parts, scopes).resource.uri],
      clientAddress: authentication.clientAddress,
      isInteractive: true,
      protocol: 'ropc',
      ...(code === 50126 ? {} : { evidence: authentication }),
      code,
    });
  try {
    if (user.password !== getField(form, 'password')) throw new EntraRefusal(50126);
    if (user.passwordExpired === true) throw new EntraRefusal(50055);
    const subject = getTokenSubject(parts, authentication, tenantId, client.application);
    const access = { ...subject, target: chooseTarget(parts, scopes) };
    const lineage = { platform: client.method === 'none' ? ('public' as const) : ('web' as const) };
    const issued = await issueForUser(parts, {
      access,
      client,
      authentication,
      scopes,
      lineage,
      tokenRequest,
    });
    log(0);
    return issued;
  } catch (error) {
    if (error instanceof EntraRefusal) log(error.code);
    throw error;
  }
}

/** No sign-in named something before: the field is needed. */
function getScopes({ version, form, scopes }: TokenRequest): ScopeRequest {
  const field = version === 'v1' ? 'resource' : 'scope';
  getField(form, field);
  if (scopes === undefined) throw new EntraRefusal(90014, { parameter: field });
  return scopes;
}

function getUser({ world }: SandboxParts, { form, segment }: TokenRequest): User {
  const login = getField(form, 'username');
  const tenant = segment.kind === 'tenant' ? segment.tenant : undefined;
  const user = findUserByLogin(world, login, tenant?.id);
  if (user !== undefined) return user;
  throw new EntraRefusal(50034, { login, tenantName: tenant?.name ?? segment.segment });
}

function writeAuthentication(
  { world, clock }: SandboxParts,
  { request }: TokenRequest,
  user: User,
): Authentication {
  return {
    userObjectId: user.objectId,
    amr: listMethods(world, user, false),
    at: clock.now(),
    hasPassedChallenge: false,
    clientAddress: readClientAddress(request),
    sessionId: randomUUID(),
  };
}
