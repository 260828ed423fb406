import type { ApplicationId, InvitationId, TenantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** An administrator approved the application for a whole tenant. */
export interface Approval {
  readonly partner: TenantId;
  readonly application: ApplicationId;
  readonly approvedAt: number;
  readonly invitation: InvitationId;
}

export interface ApprovalStore {
  /** A newer approval takes the place of an older one. */
  record(approval: Approval): Promise<void>;
  find(partner: TenantId, application: ApplicationId): Promise<Approval | undefined>;
}

export function createApprovalStore(db: Kysely<Schema>): ApprovalStore {
  return {
    async record({ partner, application, approvedAt, invitation }) {
      await db
        .insertInto('approvals')
        .values({ partner, application, approved_at: approvedAt, invitation })
        .onConflict((conflict) =>
          conflict.columns(['partner', 'application']).doUpdateSet({ approved_at: approvedAt, invitation }),
        )
        .execute();
    },

    async find(partner, application) {
      const row = await db
        .selectFrom('approvals')
        .selectAll()
        .where('partner', '=', partner)
        .where('application', '=', application)
        .executeTakeFirst();
      return (
        row && {
          partner,
          application,
          approvedAt: row.approved_at,
          invitation: row.invitation,
        }
      );
    },
  };
}
