import { isConsentryError } from '../errors.ts';
import type { Random } from '../ports.ts';
import { chooseExerciseAt } from '../vault/exercise-time.ts';
import type { SealedGrant } from '../vault/grant-store.ts';
import type { Judge } from './judge-refusal.ts';
import type { RefreshTokenUse } from './keep-successor.ts';
import { type MarkGrantDeps, markGrant } from './mark-grant.ts';
import type { Asked, Present } from './present.ts';
import type { ProvingScopes } from './proving-scopes.ts';
import { type Turns, turnOf } from './take-turn.ts';
import { targetKey } from './target.ts';

export interface KeepAliveDeps extends MarkGrantDeps {
  readonly refreshTokens: RefreshTokenUse;
  readonly provingScopes: ProvingScopes;
  readonly present: Present;
  readonly judge: Judge;
  readonly turns: Turns;
  readonly random: Random;
}

/** What one run did. */
export interface KeepAliveOutcome {
  readonly exercised: number;
  readonly failed: number;
}

/** Redeems refresh tokens that nobody uses, long before the identity provider forgets them. */
export interface KeepAlive {
  /**
   * Exercises the grants that are due, at the partner's own tenant, one after the other.
   * @param budget how many redemptions it may make; the rest is for the next run
   * @param isStopping asked between two of them
   */
  run(budget: number, isStopping?: () => boolean): Promise<KeepAliveOutcome>;
}

const hourMs = 60 * 60 * 1000;
/** After trouble: a grant is tried again after an hour, one whose account is stopped after a day. */
const retryMs = { healthy: hourMs, admin_needed: 24 * hourMs } as const;

export function createKeepAlive(deps: KeepAliveDeps): KeepAlive {
  const { grants, turns, clock, random } = deps;

  /** @returns whether the grant was found to work; undefined when there was nothing to do any more */
  const exercise = async (due: SealedGrant): Promise<boolean | undefined> => {
    const now = clock.now();
    const retryAt = now + retryMs[due.state === 'admin_needed' ? 'admin_needed' : 'healthy'];
    // Of several replicas one moves it; and if that one dies, it comes up again.
    if (!(await grants.moveExercise(due.id, due.exerciseAt, retryAt))) return undefined;
    const scopes = deps.provingScopes(due);
    const asked: Asked = { tenant: due.partner, scopes };
    const key = turnOf(deps.refreshTokens, due.id, targetKey(due.partner, scopes.toSorted()));
    return turns.take(
      key,
      async () => undefined,
      async (lease) => {
        const grant = await grants.find(due.id);
        if (grant?.state !== 'healthy' && grant?.state !== 'admin_needed') return false;
        try {
          await deps.present(grant, asked, lease);
        } catch (error) {
          if (!isConsentryError(error)) throw error;
          await deps.events.notExercised(grant, await deps.judge(grant, asked, error, lease));
          return false;
        }
        if (grant.state === 'admin_needed') await recover(grant);
        await grants.moveExercise(due.id, retryAt, chooseExerciseAt(clock.now(), random));
        return true;
      },
    );
  };

  /** One grant that another replica holds, or a store that is away for a moment, does not stop the others. */
  const exerciseIfPossible = async (due: SealedGrant): Promise<boolean | undefined> => {
    try {
      return await exercise(due);
    } catch (error) {
      if (!isConsentryError(error, 'store_unavailable')) throw error;
      await deps.events.notExercised(due, error);
      return false;
    }
  };

  const recover = async ({ id }: SealedGrant): Promise<void> => {
    const grant = await grants.find(id);
    if (grant?.state !== 'admin_needed') return;
    await markGrant(deps, grant, { state: 'healthy', reason: 'recovered', evidence: {} });
  };

  return {
    async run(budget, isStopping = () => false) {
      let exercised = 0;
      let failed = 0;
      for (const due of await grants.listDue(clock.now(), budget)) {
        if (isStopping()) break;
        const works = await exerciseIfPossible(due);
        if (works === true) exercised += 1;
        if (works === false) failed += 1;
      }
      return { exercised, failed };
    },
  };
}
