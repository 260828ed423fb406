import {
  type AuditEvent,
  type CallerId,
  ConsentryError,
  readTarget,
  readTenantId,
  type Target,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf, Policy } from '@consentry/core/contract';
import type { CallerPrincipal } from '../access/authenticate.ts';
import type { GrantStanding } from '../access/known-access.ts';
import { checkPolicy, findScopesBeyond, type PolicyRequest } from '../access/policy.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import type { RouteDeps } from './route-deps.ts';

interface Asked {
  readonly partner: TenantId;
  readonly customer: TenantId | undefined;
  readonly resource: string;
}

/** Gives a token. No token leaves before its audit record is durable. */
export async function acquireToken(
  deps: RouteDeps,
  exchange: Exchange<'acquireToken'>,
): Promise<AnswerOf<'acquireToken'>> {
  const principal = requireCaller(exchange);
  const { id: caller, policy } = principal;
  const { body } = exchange.input;
  const asked: Asked = {
    partner: readTenantId(body.partner),
    customer: body.customer === undefined ? undefined : readTenantId(body.customer),
    resource: body.resource,
  };
  try {
    const target = readTarget(deps.cloud, { ...asked, scopes: body.scopes });
    const request: PolicyRequest = {
      ...asked,
      belongsToPartner: target.belongsTo === 'partner',
      scopes: body.scopes,
    };
    requireAllowed(policy, request);
    const grant = await getGrant(deps, asked.partner);
    // Another replica may have found it dead, or taken it back: what is kept here is of no more use.
    if (grant.state !== 'healthy') deps.tokens.forget(grant.id);
    const { token, fromCache } = await deps.tokens.acquire(grant.id, target, {
      minimumLifetimeMs: body.minimumLifetimeMs,
      consentedAt: grant.consentedAt,
    });
    // It may have taken a while, and the policy may be another one by now.
    const current = await deps.getPolicy(principal);
    if (current !== policy) requireAllowed(current, request);
    requireWithin(current, target, token.scopes);
    await deps.store.audit.write({
      type: 'token.issued',
      at: deps.clock.now(),
      actor: caller,
      ...traceOf(exchange),
      partner: asked.partner,
      tenant: token.tenant,
      resource: token.resource,
      scopes: token.scopes,
      grant: token.grant,
      fromCache,
      expiresAt: token.expiresAt,
    });
    return {
      accessToken: token.value.reveal(),
      tokenType: 'Bearer',
      expiresAt: new Date(token.expiresAt).toISOString(),
      tenant: token.tenant,
      resource: token.resource,
      scopes: [...token.scopes],
      fromCache,
      baseUrl: token.baseUrl,
      cloud: deps.cloud.name,
    };
  } catch (thrown) {
    const error = toConsentryError(thrown);
    throw new RecordedRefusal(error, refusedEvent(deps, exchange, caller, asked, error));
  }
}

function requireCaller(exchange: Exchange<'acquireToken'>): CallerPrincipal {
  if (exchange.principal?.kind !== 'caller') throw new TypeError('the contract lets only callers in');
  return exchange.principal;
}

/** @throws ConsentryError `policy_denied` */
function requireAllowed(policy: Policy, request: PolicyRequest): void {
  const verdict = checkPolicy(policy, request);
  if (!verdict.ok) throw new ConsentryError(verdict.code, { facts: { denied: verdict.reason } });
}

/**
 * Entra may grant everything that was consented, whatever is asked for.
 * @throws ConsentryError `scopes_beyond_policy`
 */
function requireWithin(policy: Policy, target: Target, granted: readonly string[]): void {
  const beyond = findScopesBeyond(policy, target, granted);
  if (beyond.length > 0) throw new ConsentryError('scopes_beyond_policy', { facts: { beyond } });
}

/**
 * The grant with the newest consent, a healthy one first.
 * @throws ConsentryError `partner_not_found`
 */
async function getGrant(deps: RouteDeps, partner: TenantId): Promise<GrantStanding> {
  const grants = await deps.access.listGrants(partner);
  const grant = grants.find(({ state }) => state === 'healthy') ?? grants[0];
  if (grant === undefined) throw new ConsentryError('partner_not_found');
  return grant;
}

function refusedEvent(
  deps: RouteDeps,
  exchange: Exchange<'acquireToken'>,
  caller: CallerId,
  asked: Asked,
  error: ConsentryError,
): AuditEvent {
  return {
    type: 'token.refused',
    at: deps.clock.now(),
    actor: caller,
    ...traceOf(exchange),
    code: error.code,
    partner: asked.partner,
    tenant: asked.customer ?? asked.partner,
    resource: asked.resource,
  };
}
