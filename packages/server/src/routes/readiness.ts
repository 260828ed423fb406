import { ConsentryError, isConsentryError } from '@consentry/core';
import type { AnswerOf } from '@consentry/core/contract';
import type { RouteDeps } from './route-deps.ts';

/** A part without which something could not be kept that must hold. */
type Part = 'policies' | 'audit' | 'store' | 'vault';

/**
 * Looks at what the work needs, each time anew: who obeys a refusal sends no request that could show an end of
 * the trouble. Anybody may ask: `facts.notReady` names the parts, and why is for the log alone.
 *
 * @throws ConsentryError `shutting_down`, `policies_unconfirmed`, `audit_unavailable`, `store_unavailable`, `vault_unavailable`
 */
export async function readiness(deps: RouteDeps): Promise<AnswerOf<'readiness'>> {
  if (deps.isStopping()) throw new ConsentryError('shutting_down');
  const [policies, audit, store, vaultWorks] = await Promise.all([
    attempt('policies', async () => deps.access.requireConfirmed()),
    attempt('audit', () => deps.probeAudit()),
    attempt('store', () => deps.probeStore()),
    findVaultWorking(deps),
  ]);
  const waitingSuccessors = deps.tokens.countFailedSuccessors();
  // Where a refresh token works once, what waits in memory is the only one that works.
  const losesSuccessors =
    deps.refreshTokens === 'single-use' && (waitingSuccessors > 0 || !vaultWorks)
      ? { part: 'vault' as const, error: cannotStore(waitingSuccessors) }
      : undefined;
  const failed = [policies, audit, store, losesSuccessors].filter((one) => one !== undefined);
  const [first] = failed;
  if (first !== undefined)
    throw notReady(
      first.error,
      failed.map(({ part }) => part),
    );
  const { health } = deps;
  return {
    status: 'ready',
    waitingSuccessors,
    consents: health.consents(),
    clock: health.clock(),
    vault: vaultWorks ? 'ok' : 'failing',
    eventLoop: health.eventLoop(),
  };
}

interface Failed {
  readonly part: Part;
  readonly error: ConsentryError;
}

async function attempt(part: Part, work: () => Promise<unknown>): Promise<Failed | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return { part, error };
  }
}

/** The vault is asked only while it is known to fail: each look costs it a secret. */
async function findVaultWorking({ health, probeVault }: RouteDeps): Promise<boolean> {
  if (!health.isVaultFailing()) return true;
  return (await attempt('vault', probeVault)) === undefined;
}

function cannotStore(waitingSuccessors: number): ConsentryError {
  return new ConsentryError('vault_unavailable', {
    message: 'Refresh tokens that replace others cannot be stored.',
    facts: { waitingSuccessors },
  });
}

function notReady(first: ConsentryError, parts: readonly Part[]): ConsentryError {
  return new ConsentryError(first.code, {
    message: first.message,
    facts: { ...first.facts, notReady: parts },
    ...(first.retryAfterMs !== undefined && { retryAfterMs: first.retryAfterMs }),
    cause: first,
  });
}
