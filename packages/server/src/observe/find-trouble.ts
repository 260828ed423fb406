import { ConsentryError, isConsentryError, type RefreshTokenUse, type Tokens } from '@consentry/core';
import type { KnownAccess } from '../access/known-access.ts';
import type { Health } from './health.ts';

/** A part without which something could not be kept that must hold. */
export type Part = 'policies' | 'audit' | 'store' | 'vault';

/** A part that does not work, and what is wrong with it. */
export interface Trouble {
  readonly part: Part;
  readonly error: ConsentryError;
}

/** What does not work now. */
export interface Troubles {
  /** While there are any, the broker is not ready. */
  readonly breaking: readonly Trouble[];
  /** A vault that fails: what is cached is handed out all the same. */
  readonly vault: Trouble | undefined;
}

export interface TroubleDeps {
  readonly access: Pick<KnownAccess, 'requireConfirmed'>;
  readonly health: Pick<Health, 'isVaultFailing'>;
  readonly tokens: Pick<Tokens, 'countFailedSuccessors'>;
  readonly refreshTokens: RefreshTokenUse;
  /** @throws ConsentryError `audit_unavailable` */
  readonly probeAudit: () => Promise<void>;
  /** @throws ConsentryError `store_unavailable` */
  readonly probeStore: () => Promise<void>;
  /** @throws ConsentryError `vault_denied`, `vault_unavailable`, `vault_throttled`, `vault_bad_response` */
  readonly probeVault: () => Promise<void>;
}

/**
 * Looks at what the work needs, each time anew: who obeys a refusal sends no request that could show an end of
 * the trouble.
 */
export async function findTrouble(deps: TroubleDeps): Promise<Troubles> {
  const [policies, audit, store, vault] = await Promise.all([
    attempt('policies', async () => deps.access.requireConfirmed()),
    attempt('audit', () => deps.probeAudit()),
    attempt('store', () => deps.probeStore()),
    findVaultTrouble(deps),
  ]);
  const waitingSuccessors = deps.tokens.countFailedSuccessors();
  // Where a refresh token works once, what waits in memory is the only one that works.
  const losesSuccessors =
    deps.refreshTokens === 'single-use' && (waitingSuccessors > 0 || vault !== undefined)
      ? { part: 'vault' as const, error: cannotStore(waitingSuccessors) }
      : undefined;
  const breaking = [policies, audit, store, losesSuccessors].filter((one) => one !== undefined);
  return { breaking, vault };
}

/** As {@link findTrouble}. A vault that fails breaks no promise, but hands out nothing that is not cached: a person must know. */
export async function listTroubles(deps: TroubleDeps): Promise<readonly Trouble[]> {
  const { breaking, vault } = await findTrouble(deps);
  return vault === undefined ? breaking : [...breaking, vault];
}

async function attempt(part: Part, work: () => Promise<unknown>): Promise<Trouble | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!isConsentryError(error)) throw error;
    return { part, error };
  }
}

/** The vault is asked only while it is known to fail: each look costs it a secret. */
async function findVaultTrouble({ health, probeVault }: TroubleDeps): Promise<Trouble | undefined> {
  return health.isVaultFailing() ? attempt('vault', probeVault) : undefined;
}

function cannotStore(waitingSuccessors: number): ConsentryError {
  return new ConsentryError('vault_unavailable', {
    message: 'Refresh tokens that replace others cannot be stored.',
    facts: { waitingSuccessors },
  });
}
