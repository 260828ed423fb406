import {
  type AuditEvent,
  type CallerId,
  ConsentryError,
  readTarget,
  readTenantId,
  type SealedGrant,
  type TenantId,
} from '@consentry/core';
import type { AnswerOf, Policy } from '@consentry/core/contract';
import { checkPolicy, type PolicyRequest } from '../access/policy.ts';
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
  const { id: caller, policy } = requireCaller(exchange);
  const { body } = exchange.input;
  const asked: Asked = {
    partner: readTenantId(body.partner),
    customer: body.customer === undefined ? undefined : readTenantId(body.customer),
    resource: body.resource,
  };
  try {
    const target = readTarget(deps.cloud, { ...asked, scopes: body.scopes });
    // An API that the policy names, as `graph`, is allowed by its URI too: SDKs know no other.
    const resource = policy.resources.includes(target.resource) ? target.resource : asked.resource;
    requireAllowed(policy, { ...asked, resource, belongsToPartner: target.belongsTo === 'partner' });
    const grant = await getGrant(deps, asked.partner);
    // Another replica may have found it dead, or taken it back: what is kept here is of no more use.
    if (grant.state !== 'healthy') deps.tokens.forget(grant.id);
    const { token, fromCache } = await deps.tokens.acquire(grant.id, target, {
      minimumLifetimeMs: body.minimumLifetimeMs,
      consentedAt: grant.consentedAt,
    });
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

function requireCaller(exchange: Exchange<'acquireToken'>): { id: CallerId; policy: Policy } {
  if (exchange.principal?.kind !== 'caller') throw new TypeError('the contract lets only callers in');
  return exchange.principal;
}

/** @throws ConsentryError `policy_denied` */
function requireAllowed(policy: Policy, request: PolicyRequest): void {
  const verdict = checkPolicy(policy, request);
  if (!verdict.ok) throw new ConsentryError(verdict.code, { facts: { denied: verdict.reason } });
}

/**
 * The grant with the newest consent, a healthy one first.
 * @throws ConsentryError `partner_not_found`
 */
async function getGrant(deps: RouteDeps, partner: TenantId): Promise<SealedGrant> {
  const grants = await deps.store.grants.listByPartner(partner);
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
