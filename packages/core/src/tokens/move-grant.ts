import { ConsentryError } from '../errors.ts';
import type { GrantId } from '../ids.ts';
import { moveSecret } from '../vault/move-secret.ts';
import type { SealDeps } from '../vault/seal.ts';
import { findVaultName, type VaultName } from '../vault/vault-name.ts';
import type { GrantEvents } from './grant-events.ts';
import type { RefreshTokenUse, Successors } from './keep-successor.ts';
import type { Lease } from './lease.ts';
import { type Turns, turnOf } from './take-turn.ts';

export interface MoveGrantDeps extends Pick<SealDeps, 'grants' | 'vault'> {
  readonly refreshTokens: RefreshTokenUse;
  readonly successors: Successors;
  readonly turns: Turns;
  readonly events: GrantEvents;
}

/**
 * What became of a grant that was to be moved. `leavesNothing` is false where a copy that no row names may be left. `there`: its refresh token lies in that vault already. `over`: it was taken
 * back, or is gone, and stays where it is.
 */
export type MoveOutcome =
  | { readonly is: 'moved'; readonly leavesNothing: boolean }
  | { readonly is: 'there' | 'over' };

/**
 * Moves the refresh token of one grant into a vault, whatever the grant's state: who is held today may be released tomorrow.
 * @param into the vault that takes new secrets
 * @throws ConsentryError `secret_…`, `vault_…`, `key_mismatch`, `store_unavailable`; the grant is then as it was
 */
export type MoveGrant = (id: GrantId, into: VaultName) => Promise<MoveOutcome>;

/** How often a row that keeps changing under a move is read again. */
const attempts = 4;

/**
 * Where a refresh token works once, a move takes the turn of the whole grant: a redemption that is under way would not find the
 * version again that its successor follows. Elsewhere only a second move is kept off.
 */
export function createMoveGrant(deps: MoveGrantDeps): MoveGrant {
  const { grants, successors, turns, events } = deps;

  /** @returns whether the old copy is gone; undefined when the row is another one now */
  const moveOnce = async (
    grant: Parameters<typeof moveSecret>[1],
    lease: Lease,
  ): Promise<boolean | undefined> => {
    const waiting = successors.findUnstored(grant);
    if (waiting === undefined) return (await moveSecret(deps, grant, lease.fence))?.isOldRemoved;
    // The newer refresh token goes into the same vault, and where each works once it is the only good one.
    const outcome = await successors.store(waiting, lease.fence);
    if (outcome === 'failed') throw new ConsentryError('vault_unavailable');
    return outcome === 'stored' ? true : undefined;
  };

  const move = async (id: GrantId, into: VaultName, lease: Lease): Promise<MoveOutcome> => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const grant = await grants.find(id);
      if (grant === undefined || grant.state === 'revoked') return { is: 'over' };
      const from = findVaultName(grant.secret);
      if (from === into) return { is: 'there' };
      const isOldRemoved = await moveOnce(grant, lease);
      if (isOldRemoved === undefined) continue;
      await events.moved({ ...grant, version: grant.version + 1 }, from, into);
      return { is: 'moved', leavesNothing: isOldRemoved && attempt === 1 };
    }
    throw new ConsentryError('store_unavailable', {
      message: 'Others kept changing this grant.',
      retryAfterMs: 1000,
    });
  };

  return (id, into) =>
    turns.take(
      turnOf(deps.refreshTokens, id, 'move'),
      async () => undefined,
      (lease) => move(id, into, lease),
    );
}
