import type { InvitationId } from '@consentry/core';
import type { Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Uses an invitation up, in the transaction of what it led to.
 * @param at epoch milliseconds
 * @returns true for exactly one of all who try; never once it was taken back
 */
export async function spendInvitation(
  transaction: Transaction<Schema>,
  invitation: InvitationId,
  at: number,
): Promise<boolean> {
  const spent = await transaction
    .updateTable('invitations')
    .set({ spent_at: at })
    .where('id', '=', invitation)
    .where('spent_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return spent !== undefined;
}
