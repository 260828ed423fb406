import type { SandboxParts } from '../parts.ts';

/** Notes that an object was made now. It is seen after `settings.directorySeenAfterMs`; until then Graph answers as if there were none. */
export function noteNewObject({ entra, clock, world }: SandboxParts, id: string): void {
  const { directorySeenAfterMs = 0 } = world.settings;
  if (directorySeenAfterMs > 0) entra.newObjects.set(id, clock.now() + directorySeenAfterMs);
}

/** True for an object that is not, or no longer, too new to be seen. */
export function isSeen({ entra, clock }: SandboxParts, id: string): boolean {
  const seenAt = entra.newObjects.get(id);
  if (seenAt === undefined) return true;
  if (clock.now() < seenAt) return false;
  entra.newObjects.delete(id);
  return true;
}
