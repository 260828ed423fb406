import { deriveGuid } from '../../ids.ts';
import type { SandboxParts } from '../../parts.ts';
import { assertPermission } from '../authorize-call.ts';
import type { Caller } from '../authorize-call.ts';
import { GraphError, badRequest } from '../graph-error.ts';
import type { Entity } from '../odata.ts';
import { POSTURE_PERMISSIONS } from './permissions.ts';
import { listRequirements } from './security-requirements.ts';
import type { Requirement } from './security-requirements.ts';

/**
 * `GET /beta/security/partner/securityScore`, with `$expand=requirements`. The object stands in `value`, as in Microsoft's example. It is
 * counted at each request, from the world as it is; at Microsoft it is some hours old.
 *
 * @throws GraphError 403 also for a tenant that is no direct-bill partner or indirect provider (the code is a guess, 2026-11)
 * @see https://learn.microsoft.com/graph/api/partner-security-partnersecurityscore-get?view=graph-rest-beta
 */
export function getSecurityScore(parts: SandboxParts, caller: Caller, url: URL): Entity {
  authorizeReading(caller);
  const expand = url.searchParams.get('$expand');
  if (expand !== null && expand !== 'requirements')
    throw badRequest('The sandbox expands requirements alone.');
  const requirements = listRequirements(parts, caller.tenant);
  const now = new Date(parts.clock.now()).toISOString();
  return {
    value: {
      '@odata.type': '#microsoft.graph.partner.security.partnerSecurityScore',
      id: deriveGuid('security score', caller.tenant.id),
      currentScore: scoreOf(requirements),
      maxScore: 100,
      updatedDateTime: now,
      lastRefreshDateTime: now,
      ...(expand === null ? {} : { requirements: requirements.map(({ entity }) => entity) }),
    },
  };
}

/** `GET /beta/security/partner/securityScore/requirements` */
export function listSecurityRequirements(parts: SandboxParts, caller: Caller): Entity {
  authorizeReading(caller);
  return { value: listRequirements(parts, caller.tenant).map(({ entity }) => entity) };
}

function authorizeReading(caller: Caller): void {
  assertPermission(caller, POSTURE_PERMISSIONS.readSecurityScore);
  const { kind, partnerProgram = 'direct-bill' } = caller.tenant;
  if (kind === 'partner' && ['direct-bill', 'indirect-provider'].includes(partnerProgram)) return;
  throw new GraphError(403, 'Forbidden', 'The tenant is no direct-bill partner and no indirect provider.');
}

/** What was reached of what can be, of a hundred, with two decimals as in Microsoft's example. */
function scoreOf(requirements: readonly Requirement[]): number {
  const [reached, most] = [
    requirements.map(({ score }) => score),
    requirements.map(({ maxScore }) => maxScore),
  ].map((numbers) => numbers.reduce((sum, number) => sum + number, 0));
  return Math.round(((reached ?? 0) / (most ?? 1)) * 10_000) / 100;
}
