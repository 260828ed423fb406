import type { SandboxParts } from '../../parts.ts';
import type { User } from '../../world/types.ts';
import type { Entity } from '../odata.ts';

/** Tells when each user signed in last. It reads the log once, for all of them. */
export function createActivityWriter({ entra }: SandboxParts, tenantId: string): (user: User) => Entity {
  const last = { interactive: new Map<string, number>(), other: new Map<string, number>() };
  for (const event of entra.signIns.values()) {
    if (event.tenantId !== tenantId || event.code !== 0) continue;
    (event.isInteractive ? last.interactive : last.other).set(event.user.objectId, event.at);
  }
  const write = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString();
  return ({ objectId }) => ({
    lastSignInDateTime: write(last.interactive.get(objectId)),
    lastNonInteractiveSignInDateTime: write(last.other.get(objectId)),
  });
}
