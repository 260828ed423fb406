import type { ApplicationId, InvitationId, TenantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';
import { transact } from './transact.ts';

/** An administrator approved the application for a whole tenant. */
export interface Approval {
  readonly partner: TenantId;
  readonly application: ApplicationId;
  /** Epoch milliseconds. */
  readonly approvedAt: number;
  /** The invitation that led to it, and is spent with it. */
  readonly invitation: InvitationId;
}

export interface ApprovalStore {
  /**
   * Keeps an approval in the place of an older one and spends its invitation, in one transaction. `spent`:
   * the invitation was used before, and nothing changed.
   */
  save(approval: Approval): Promise<'saved' | 'spent'>;
  /** @throws ConsentryError `store_unavailable` */
  list(partner: TenantId): Promise<readonly Approval[]>;
}

export function createApprovalStore(db: Kysely<Schema>): ApprovalStore {
  return {
    save({ partner, application, approvedAt, invitation }) {
      return transact(db, async (transaction) => {
        if (!(await spendInvitation(transaction, invitation, approvedAt))) return 'spent';
        await transaction
          .insertInto('approvals')
          .values({ partner, application, approved_at: approvedAt, invitation })
          .onConflict((conflict) =>
            conflict.columns(['partner', 'application']).doUpdateSet({ approved_at: approvedAt, invitation }),
          )
          .execute();
        return 'saved';
      });
    },
    async list(partner) {
      const rows = await db
        .selectFrom('approvals')
        .selectAll()
        .where('partner', '=', partner)
        .orderBy('approved_at', 'desc')
        .execute();
      return rows.map(({ approved_at: approvedAt, ...row }) => ({ ...row, approvedAt }));
    },
  };
}
