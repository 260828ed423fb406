import type { SandboxParts } from '../parts.ts';
import { findServicePrincipal, listConsents } from '../world/find.ts';
import type { World } from '../world/types.ts';
import type { LateSight } from './state.ts';

/** Keeps what is seen now, before a consent changes, for as long as `settings.consentSeenAfterMs` says. */
export function keepSight(parts: SandboxParts, tenantId: string, clientId: string): void {
  const { consentSeenAfterMs = 0 } = parts.world.settings;
  if (consentSeenAfterMs === 0) return;
  // What is still unseen of an earlier change stays unseen.
  const seen = findLateSight(parts, tenantId, clientId) ?? {
    consents: structuredClone([...listConsents(parts.world, tenantId, clientId)]),
    principal: findServicePrincipal(parts.world, tenantId, clientId),
  };
  const until = parts.clock.now() + consentSeenAfterMs;
  parts.entra.lateSights.set(`${tenantId} ${clientId}`, { ...seen, until });
}

/** The world as the token endpoint sees it for an application in a tenant. */
export function worldAsSeen(parts: SandboxParts, tenantId: string, clientId: string): World {
  const late = findLateSight(parts, tenantId, clientId);
  if (late === undefined) return parts.world;
  const others = parts.world.servicePrincipals.filter(
    (one) => one.tenantId === tenantId && one.clientId !== clientId,
  );
  return {
    ...parts.world,
    consents: late.consents,
    servicePrincipals: late.principal === undefined ? others : [...others, late.principal],
  };
}

function findLateSight(
  { entra, clock }: SandboxParts,
  tenantId: string,
  clientId: string,
): LateSight | undefined {
  const key = `${tenantId} ${clientId}`;
  const late = entra.lateSights.get(key);
  if (late === undefined || clock.now() < late.until) return late;
  entra.lateSights.delete(key);
  return undefined;
}
