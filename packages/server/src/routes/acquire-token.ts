import {
  type Access,
  type Acquired,
  type AuditEvent,
  type CallerId,
  ConsentryError,
  missingScopes,
  readTarget,
  readTenantId,
  type Target,
  type TenantId,
  withNextStep,
} from '@consentry/core';
import type { AnswerOf, Policy } from '@consentry/core/contract';
import type { CallerPrincipal } from '../access/authenticate.ts';
import type { GrantStanding } from '../access/known-access.ts';
import { checkPolicy, findScopesBeyond, type PolicyRequest } from '../access/policy.ts';
import { type Exchange, traceOf } from '../http/exchange.ts';
import { RecordedRefusal } from '../http/refusal.ts';
import { toConsentryError } from '../http/refuse.ts';
import { acquireForApplication } from './acquire-for-application.ts';
import { acquireOfPartner } from './acquire-of-partner.ts';
import type { RouteDeps } from './route-deps.ts';

interface Asked {
  readonly access: Access;
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
  const { access, partner, customer, resource, scopes, minimumLifetimeMs, force } = exchange.input.body;
  const asked: Asked = {
    access,
    partner: readTenantId(partner),
    customer: customer === undefined ? undefined : readTenantId(customer),
    resource,
  };
  let target: Target | undefined;
  let grant: GrantStanding | undefined;
  try {
    target = readTarget(deps.cloud, { ...asked, scopes });
    const request: PolicyRequest = {
      ...asked,
      // An API that the policy names, as `graph`, is allowed by its URI too: SDKs know no other.
      resource: policy.resources.includes(target.resource) ? target.resource : asked.resource,
      belongsToPartner: target.belongsTo === 'partner',
      scopes,
    };
    requireAllowed(policy, request);
    await deps.access.requireRunning(asked.partner);
    const acquired =
      access === 'app-only'
        ? await acquireForApplication(deps, asked.partner, target, { minimumLifetimeMs, force })
        : await acquireOfPartner(deps, asked.partner, target, { minimumLifetimeMs, force }, (first) => {
            grant = first;
          });
    // It may have taken a while, and the policy may be another one by now.
    const current = await deps.getPolicy(principal);
    if (current !== policy) requireAllowed(current, request);
    requireWithin(current, target, acquired.token.scopes);
    await deps.store.audit.write(issuedEvent(deps, exchange, caller, asked, acquired));
    await deps.access.requireStanding(asked.partner, acquired.token.grant);
    return toAnswer(deps, target, acquired);
  } catch (thrown) {
    const error = withNextStep(toConsentryError(thrown), {
      cloud: deps.cloud,
      application: grant?.application ?? deps.application.id,
      approveRedirectUri: deps.startConsent.redirectUris.approve,
      partner: asked.partner,
      grant: grant?.id,
      scopes: target?.scopes,
    });
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

function toAnswer(deps: RouteDeps, target: Target, { token, fromCache }: Acquired): AnswerOf<'acquireToken'> {
  return {
    accessToken: token.value.reveal(),
    tokenType: 'Bearer',
    expiresAt: new Date(token.expiresAt).toISOString(),
    access: token.access,
    tenant: token.tenant,
    resource: token.resource,
    scopes: [...token.scopes],
    missingScopes: [...missingScopes(target.scopes, token.scopes)],
    fromCache,
    baseUrl: token.baseUrl,
    cloud: deps.cloud.name,
  };
}

function issuedEvent(
  deps: RouteDeps,
  exchange: Exchange<'acquireToken'>,
  caller: CallerId,
  { partner }: Asked,
  { token, fromCache }: Acquired,
): AuditEvent {
  return {
    type: 'token.issued',
    at: deps.clock.now(),
    actor: caller,
    ...traceOf(exchange),
    access: token.access,
    partner,
    tenant: token.tenant,
    resource: token.resource,
    scopes: token.scopes,
    ...(token.grant !== undefined && { grant: token.grant }),
    fromCache,
    expiresAt: token.expiresAt,
  };
}

function refusedEvent(
  deps: RouteDeps,
  exchange: Exchange<'acquireToken'>,
  caller: CallerId,
  { access, partner, customer, resource }: Asked,
  error: ConsentryError,
): AuditEvent {
  return {
    type: 'token.refused',
    at: deps.clock.now(),
    actor: caller,
    ...traceOf(exchange),
    code: error.code,
    access,
    partner,
    tenant: customer ?? partner,
    resource,
  };
}
