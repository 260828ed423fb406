import type { GrantId, TenantId } from '@consentry/core';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** What Partner Center said of the MFA of a grant's calls. Instants are epoch milliseconds. */
export interface SaidOfMfa {
  readonly isCompliant: boolean;
  /** Since when it says so. */
  readonly seenAt: number;
  /** When it refused a call for want of MFA last. Undefined where it did not, since it last said better. */
  readonly refusedAt: number | undefined;
}

/** Customers whose tenant refused an account for want of MFA, each with the instant of the last refusal. */
export type CustomerRefusals = ReadonlyMap<TenantId, number>;

/** What calls and redemptions showed of the MFA of grants. Each method throws `store_unavailable`. */
export interface GrantMfaStore {
  note(grant: GrantId, said: SaidOfMfa): Promise<void>;
  noteRefusal(grant: GrantId, customer: TenantId, at: number): Promise<void>;
  /** The customer’s tenant gave a token. */
  removeRefusal(grant: GrantId, customer: TenantId): Promise<void>;
  find(grant: GrantId): Promise<SaidOfMfa | undefined>;
  listRefusals(grant: GrantId): Promise<CustomerRefusals>;
}

export function createGrantMfaStore(db: Kysely<Schema>): GrantMfaStore {
  return {
    async note(grant, { isCompliant, seenAt, refusedAt }) {
      const values = { is_compliant: isCompliant ? 1 : 0, seen_at: seenAt, refused_at: refusedAt ?? null };
      await db
        .insertInto('grant_mfa')
        .values({ grant_id: grant, ...values })
        .onConflict((conflict) => conflict.column('grant_id').doUpdateSet(values))
        .execute();
    },

    async noteRefusal(grant, customer, at) {
      await db
        .insertInto('customer_mfa_refusals')
        .values({ grant_id: grant, customer, refused_at: at })
        .onConflict((conflict) => conflict.columns(['grant_id', 'customer']).doUpdateSet({ refused_at: at }))
        .execute();
    },

    async removeRefusal(grant, customer) {
      await db
        .deleteFrom('customer_mfa_refusals')
        .where('grant_id', '=', grant)
        .where('customer', '=', customer)
        .execute();
    },

    async find(grant) {
      const row = await db
        .selectFrom('grant_mfa')
        .selectAll()
        .where('grant_id', '=', grant)
        .executeTakeFirst();
      return (
        row && {
          isCompliant: row.is_compliant === 1,
          seenAt: row.seen_at,
          refusedAt: row.refused_at ?? undefined,
        }
      );
    },

    async listRefusals(grant) {
      const rows = await db
        .selectFrom('customer_mfa_refusals')
        .select(['customer', 'refused_at'])
        .where('grant_id', '=', grant)
        .execute();
      return new Map(rows.map(({ customer, refused_at: at }) => [customer, at]));
    },
  };
}
