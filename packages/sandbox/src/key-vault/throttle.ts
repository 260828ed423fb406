import type { SandboxParts } from '../parts.ts';
import type { Vault } from '../world/types.ts';
import { VaultError } from './vault-error.ts';

const WINDOW_MS = 10_000;
const DEFAULT_LIMIT = 2_000;

/** Counts the transactions of each vault in windows of ten seconds. */
export interface Throttle {
  /**
   * Counts one transaction. One that is refused does not count.
   *
   * @throws VaultError 429 `Throttled`
   */
  admit(vault: Vault): void;
}

/** @returns a throttle that reads `settings.vaultPerTenSeconds` at each request */
export function createThrottle({ clock, world }: SandboxParts): Throttle {
  const windows = new Map<string, { startedAt: number; count: number }>();
  return {
    admit: ({ name }) => {
      const now = clock.now();
      const known = windows.get(name);
      const window =
        known !== undefined && now < known.startedAt + WINDOW_MS ? known : { startedAt: now, count: 0 };
      windows.set(name, window);
      if (window.count >= (world.settings.vaultPerTenSeconds ?? DEFAULT_LIMIT)) {
        throw throttled(window.startedAt + WINDOW_MS - now);
      }
      window.count += 1;
    },
  };
}

function throttled(waitMs: number): VaultError {
  const message =
    'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached';
  return new VaultError(429, 'Throttled', message, undefined, waitMs);
}
