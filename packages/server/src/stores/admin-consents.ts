import type {
  AdminConsentId,
  ApiPermissions,
  ApplicationId,
  ErrorCode,
  InvitationId,
  TenantId,
} from '@consentry/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { knowCustomers } from './know-customers.ts';
import { knowPartner } from './partners.ts';
import type { AdminConsentsTable, Schema } from './schema.ts';
import { spendInvitation } from './spend-invitation.ts';
import { transact } from './transact.ts';

/** What a look at a tenant's consent met. */
export interface ConsentProblem {
  readonly resource: string;
  readonly code: ErrorCode;
  /** Microsoft's number. */
  readonly aadsts?: number | undefined;
}

/** What a customer's administrator consented to, and what tokens proved of it. Instants are epoch milliseconds. */
export interface AdminConsent {
  readonly id: AdminConsentId;
  readonly partner: TenantId;
  readonly customer: TenantId;
  readonly application: ApplicationId;
  readonly customerName: string | undefined;
  /** The one by which an administrator came back last. */
  readonly invitation: InvitationId;
  /** The APIs that are wanted in this tenant. Undefined: all that are configured. */
  readonly resources: readonly string[] | undefined;
  readonly consentedAt: number;
  /** What was wanted then. */
  readonly wanted: readonly ApiPermissions[];
  /** What tokens had at the last look. */
  readonly proved: readonly ApiPermissions[];
  readonly problem: ConsentProblem | undefined;
  readonly lookedAt: number;
  /** When it is looked at again by itself. Undefined: not before somebody asks. */
  readonly nextLookAt: number | undefined;
}

/** What a consent shall have and has, once for all consents of which that is the same. */
export interface ConsentProof extends Pick<AdminConsent, 'resources' | 'proved'> {
  /** Its name among the others. */
  readonly key: string;
}

/** @see ConsentProof */
export const proofKey = sql<string>`coalesce(resources, '') || ' ' || proved`;

export interface AdminConsentStore {
  /**
   * Keeps a consent in the place of an older one of the same customer, whose id stays; a newer one stays as it is. With `spends` its
   * invitation is used up, in the same transaction.
   * @returns the row as it is now
   */
  save(consent: AdminConsent, options: { readonly spends: boolean }): Promise<AdminConsent>;
  find(id: AdminConsentId): Promise<AdminConsent | undefined>;
  findOf(
    partner: TenantId,
    customer: TenantId,
    application: ApplicationId,
  ): Promise<AdminConsent | undefined>;
  list(page: {
    readonly limit: number;
    readonly after?: AdminConsentId | undefined;
  }): Promise<readonly AdminConsent[]>;
  /** Of a partner’s customers: all, or these. */
  listOf(partner: TenantId, customers?: readonly TenantId[]): Promise<readonly AdminConsent[]>;
  /** Of consents that wait for nothing: thousands of customers have a few proofs among them. */
  listProofs(partner: TenantId): Promise<readonly ConsentProof[]>;
  /**
   * Takes the one that is due first, and puts its next look off, so that no other replica takes it too.
   * @param until when others may take it, should this one not finish
   */
  takeDue(now: number, until: number): Promise<AdminConsent | undefined>;
}

export function createAdminConsentStore(db: Kysely<Schema>): AdminConsentStore {
  const rows = () => db.selectFrom('admin_consents').selectAll();
  return {
    save: (consent, { spends }) =>
      transact(db, async (transaction) => {
        if (spends) await spendInvitation(transaction, consent.invitation, consent.lookedAt);
        await knowPartner(transaction, consent.partner, undefined);
        await knowCustomers(transaction, [consent]);
        const { id, ...values } = toRow(consent);
        const saved = await transaction
          .insertInto('admin_consents')
          .values({ id, ...values })
          .onConflict((conflict) =>
            conflict
              .columns(['partner', 'customer', 'application'])
              .doUpdateSet(values)
              .where('admin_consents.consented_at', '<=', consent.consentedAt),
          )
          .returningAll()
          .executeTakeFirst();
        return readRow(saved ?? (await rowOf(transaction, consent).executeTakeFirstOrThrow()));
      }),

    async find(id) {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && readRow(row);
    },

    async findOf(partner, customer, application) {
      const row = await rowOf(db, { partner, customer, application }).executeTakeFirst();
      return row && readRow(row);
    },

    async list({ limit, after }) {
      const page = rows().orderBy('id').limit(limit);
      const found = await (after === undefined ? page : page.where('id', '>', after)).execute();
      return found.map(readRow);
    },

    async listOf(partner, customers) {
      if (customers?.length === 0) return [];
      const all = rows().where('partner', '=', partner).orderBy('customer');
      const found = await (customers === undefined
        ? all
        : all.where('customer', 'in', [...customers])
      ).execute();
      return found.map(readRow);
    },

    async listProofs(partner) {
      const found = await db
        .selectFrom('admin_consents')
        .select(['resources', 'proved', proofKey.as('key')])
        .distinct()
        .where('partner', '=', partner)
        .where('next_look_at', 'is', null)
        .execute();
      return found.map(({ key, resources, proved }) => ({ key, ...readProof(resources, proved) }));
    },

    async takeDue(now, until) {
      const due = await rows()
        .where('next_look_at', '<=', now)
        .orderBy('next_look_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (due === undefined) return undefined;
      const taken = await db
        .updateTable('admin_consents')
        .set({ next_look_at: until })
        .where('id', '=', due.id)
        .where('next_look_at', '=', due.next_look_at)
        .returningAll()
        .executeTakeFirst();
      return taken && readRow(taken);
    },
  };
}

function rowOf(
  db: Kysely<Schema>,
  { partner, customer, application }: Pick<AdminConsent, 'partner' | 'customer' | 'application'>,
) {
  return db
    .selectFrom('admin_consents')
    .selectAll()
    .where('partner', '=', partner)
    .where('customer', '=', customer)
    .where('application', '=', application);
}

function toRow(consent: AdminConsent): Selectable<AdminConsentsTable> {
  const { resources, problem } = consent;
  return {
    id: consent.id,
    partner: consent.partner,
    customer: consent.customer,
    application: consent.application,
    customer_name: consent.customerName ?? null,
    invitation: consent.invitation,
    resources: resources === undefined ? null : JSON.stringify(resources),
    consented_at: consent.consentedAt,
    wanted: JSON.stringify(consent.wanted),
    proved: JSON.stringify(consent.proved),
    problem: problem === undefined ? null : JSON.stringify(problem),
    looked_at: consent.lookedAt,
    next_look_at: consent.nextLookAt ?? null,
  };
}

function readProof(resources: string | null, proved: string): Omit<ConsentProof, 'key'> {
  return {
    resources: resources === null ? undefined : (JSON.parse(resources) as readonly string[]),
    proved: JSON.parse(proved) as readonly ApiPermissions[],
  };
}

function readRow(row: Selectable<AdminConsentsTable>): AdminConsent {
  return {
    id: row.id,
    partner: row.partner,
    customer: row.customer,
    application: row.application,
    customerName: row.customer_name ?? undefined,
    invitation: row.invitation,
    consentedAt: row.consented_at,
    wanted: JSON.parse(row.wanted) as readonly ApiPermissions[],
    ...readProof(row.resources, row.proved),
    problem: row.problem === null ? undefined : (JSON.parse(row.problem) as ConsentProblem),
    lookedAt: row.looked_at,
    nextLookAt: row.next_look_at ?? undefined,
  };
}
