import type { CallerId, CallerIdentityId } from '@consentry/core';
import { type Identity, identity } from '@consentry/core/contract';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { equals, overlap } from './identity-fit.ts';
import type { CallerIdentitiesTable, Schema } from './schema.ts';

/** Whose tokens a caller may present instead of a key. */
export interface CallerIdentity extends Identity {
  readonly id: CallerIdentityId;
  readonly caller: CallerId;
  readonly createdAt: number;
}

/** So many identities may a caller have. */
export const identityLimit = 10;

/** What became of adding an identity. `taken`: see {@link findTaken}. */
export type AddIdentityOutcome = 'added' | 'too_many' | 'taken' | 'no_caller';

/**
 * The identity that stands in the way of another one: of another caller and fit by the same tokens, so that nobody could
 * say who presents them; or the same once more.
 */
export function findTaken(
  wanted: CallerIdentity,
  others: readonly CallerIdentity[],
): CallerIdentity | undefined {
  return others.find((other) =>
    other.caller === wanted.caller ? equals(other, wanted) : overlap(other, wanted),
  );
}

/** Those of an issuer that were not removed, of callers that were not, the oldest first. */
export async function listIdentities(
  from: Kysely<Schema>,
  issuer: string,
): Promise<readonly CallerIdentity[]> {
  const rows = await from
    .selectFrom('caller_identities')
    .innerJoin('callers', 'callers.id', 'caller_identities.caller')
    .selectAll('caller_identities')
    .where('caller_identities.issuer', '=', issuer)
    .where('caller_identities.removed_at', 'is', null)
    .where('callers.removed_at', 'is', null)
    .orderBy('caller_identities.created_at')
    .orderBy('caller_identities.id')
    .execute();
  return rows.map(readIdentity);
}

/** Those of these callers that were not removed, the oldest first. */
export async function listIdentitiesOf(
  from: Kysely<Schema>,
  callers: readonly CallerId[],
): Promise<readonly CallerIdentity[]> {
  const rows = await from
    .selectFrom('caller_identities')
    .selectAll()
    .where('caller', 'in', callers)
    .where('removed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(readIdentity);
}

export async function insertIdentity(transaction: Transaction<Schema>, own: CallerIdentity): Promise<void> {
  const { id, caller, issuer, claims, createdAt } = own;
  const row = { id, caller, issuer, claims: JSON.stringify(claims), created_at: createdAt, removed_at: null };
  await transaction.insertInto('caller_identities').values(row).execute();
}

/** False when the caller has no such identity, or it was removed before. */
export async function removeIdentity(
  transaction: Transaction<Schema>,
  caller: CallerId,
  id: CallerIdentityId,
  at: number,
): Promise<boolean> {
  const removed = await transaction
    .updateTable('caller_identities')
    .set({ removed_at: at })
    .where('id', '=', id)
    .where('caller', '=', caller)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return removed !== undefined;
}

/** As with the policy: claims that are missing would let everybody in. */
function readIdentity(row: Selectable<CallerIdentitiesTable>): CallerIdentity {
  const { id, caller, issuer, created_at: createdAt } = row;
  const claims: unknown = JSON.parse(row.claims);
  return { ...identity.parse({ issuer, claims }), id, caller, createdAt };
}
