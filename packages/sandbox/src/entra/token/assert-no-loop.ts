import type { SandboxParts } from '../../parts.ts';
import { EntraRefusal } from '../refusal.ts';

const WINDOW_MS = 5 * 60_000;
const DEFAULT_LIMIT = 300;

/**
 * Counts a token request, and refuses one too many of the same within five minutes. Requests that are refused here do not count.
 * Instants older than that are forgotten, for every request at once: what is asked last stands last in the map.
 *
 * @param sameness what makes two requests the same
 * @throws EntraRefusal 50196
 */
export function assertNoLoop(
  parts: Pick<SandboxParts, 'entra' | 'clock' | 'world'>,
  sameness: readonly string[],
): void {
  const { tokenRequests } = parts.entra;
  const now = parts.clock.now();
  const key = sameness.join(' ');
  const recent = (tokenRequests.get(key) ?? []).filter((at) => now - at < WINDOW_MS);
  const isLoop = recent.length >= (parts.world.settings.loopLimit ?? DEFAULT_LIMIT);
  if (!isLoop) recent.push(now);
  tokenRequests.delete(key);
  tokenRequests.set(key, recent);
  forgetOld(tokenRequests, now);
  if (isLoop) throw new EntraRefusal(50196);
}

function forgetOld(tokenRequests: Map<string, number[]>, now: number): void {
  for (const [key, instants] of tokenRequests) {
    const last = instants.at(-1) ?? 0;
    if (now - last < WINDOW_MS) return;
    tokenRequests.delete(key);
  }
}
