import { isConsentryError, type Tokens } from '@consentry/core';
import type { GrantSignals } from './grant-signals.ts';

/** Tells which tenants give a grant tokens, and which refuse them. What comes from a cache says nothing of either. */
export function watchTenants(tokens: Tokens, signals: Pick<GrantSignals, 'given' | 'refused'>): Tokens {
  return {
    ...tokens,
    async acquire(grant, target, options) {
      try {
        const acquired = await tokens.acquire(grant, target, options);
        if (!acquired.fromCache) signals.given(grant, target.tenant);
        return acquired;
      } catch (error) {
        if (isConsentryError(error)) signals.refused(grant, target.tenant, error);
        throw error;
      }
    },
  };
}
